import { useState } from "react";
import { useScope } from "@/features/scope/Scope";
import { DEFAULT_PRESET, PRESETS } from "@/features/scope/search";
import { useI18n } from "@/i18n/I18n";
import { fromWall, toWall } from "@/i18n/zone";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { cx } from "@/ui/cx";
import { Floating, useClose } from "@/ui/Floating";
import styles from "./AppShell.module.css";

export function RangePicker() {
  const { t, f } = useI18n();
  const { search } = useScope();
  const preset = search.range ?? DEFAULT_PRESET;
  const label = search.from !== undefined && search.to !== undefined ? f.period(search.from, search.to) : t.scope.presets[preset];

  return (
    <Floating
      role="dialog"
      label={t.scope.range}
      className={styles["popover"]}
      trigger={
        <Button aria-label={`${t.scope.range}: ${label}`}>
          <Icon name="clock" />
          <span className="num">{label}</span>
          <Icon name="chevronDown" size={14} className={cx(styles["wide"])} />
        </Button>
      }
    >
      <Choices />
    </Floating>
  );
}

function Choices() {
  const { t } = useI18n();
  const { search, setSearch } = useScope();
  const close = useClose();
  return (
    <>
      <div className={styles["presets"]}>
        {PRESETS.map((value) => (
          <button
            key={value}
            type="button"
            className={styles["preset"]}
            aria-pressed={search.from === undefined && value === (search.range ?? DEFAULT_PRESET)}
            onClick={() => {
              setSearch({ range: value, from: undefined, to: undefined });
              close();
            }}
          >
            {t.scope.presets[value]}
          </button>
        ))}
      </div>
      <CustomRange
        onApply={(from, to) => {
          setSearch({ range: undefined, from, to });
          close();
        }}
      />
    </>
  );
}

function CustomRange({ onApply }: { onApply: (from: string, to: string) => void }) {
  const { t, zone } = useI18n();
  const { window: shown } = useScope();
  const [from, setFrom] = useState(() => toWall(shown.start, zone));
  const [to, setTo] = useState(() => toWall(shown.end, zone));
  const [problem, setProblem] = useState<string | null>(null);

  return (
    <form
      className={styles["custom"]}
      onSubmit={(event) => {
        event.preventDefault();
        const [start, end] = [fromWall(from, zone), fromWall(to, zone)];
        if (Number.isNaN(start) || Number.isNaN(end)) setProblem(t.scope.invalidDate);
        else if (start >= end) setProblem(t.scope.invalidOrder);
        else onApply(new Date(start).toISOString(), new Date(end).toISOString());
      }}
    >
      <h3>{t.scope.custom}</h3>
      <label>{t.scope.from}<input type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} required /></label>
      <label>{t.scope.to}<input type="datetime-local" value={to} onChange={(event) => setTo(event.target.value)} required /></label>
      {problem !== null && <p role="alert" className={styles["wrong"]}>{problem}</p>}
      <Button type="submit" look="primary">{t.scope.apply}</Button>
      <p className={styles["note"]}>{t.scope.zone(zone)}</p>
    </form>
  );
}
