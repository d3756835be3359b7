import { useTracesText } from "@/i18n/traces";
import { Button, IconButton } from "@/ui/Button";
import { Floating } from "@/ui/Floating";
import { Icon } from "@/ui/Icon";
import { COLUMN_IDS, moved, switched, type Layout } from "./layout";
import styles from "./Table.module.css";

interface Props { layout: Layout; isStandard: boolean; onChange: (layout: Layout | null) => void }

/** Which columns, in which order. */
export function ColumnsMenu({ layout, isStandard, onChange }: Props) {
  const a = useTracesText();
  const hidden = COLUMN_IDS.filter((id) => !layout.some((column) => column.id === id));
  return (
    <Floating
      role="dialog"
      label={a.columns.title}
      className={styles["menu"]}
      trigger={<Button><Icon name="table" />{a.columns.button}</Button>}
    >
      <p className={styles["menuLead"]}>{a.columns.lead}</p>
      <ul className={styles["menuList"]}>
        {layout.map(({ id }, index) => {
          const name = a.columns.names[id];
          return (
            <li key={id}>
              <label><input type="checkbox" checked disabled={id === "name"} onChange={() => onChange(switched(layout, id))} />{name}</label>
              <IconButton small icon="chevronUp" label={a.columns.up(name)} disabled={index === 0} onClick={() => onChange(moved(layout, id, index - 1))} />
              <IconButton small icon="chevronDown" label={a.columns.down(name)} disabled={index === layout.length - 1} onClick={() => onChange(moved(layout, id, index + 1))} />
            </li>
          );
        })}
        {hidden.map((id) => (
          <li key={id}><label><input type="checkbox" checked={false} onChange={() => onChange(switched(layout, id))} />{a.columns.names[id]}</label></li>
        ))}
      </ul>
      <Button look="quiet" small disabled={isStandard} onClick={() => onChange(null)}>{a.columns.reset}</Button>
    </Floating>
  );
}
