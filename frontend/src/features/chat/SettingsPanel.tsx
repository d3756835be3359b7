import type { ChatModel } from "@/api/chat";
import { useChatText } from "@/i18n/chat";
import { useI18n } from "@/i18n/I18n";
import { IconButton } from "@/ui/Button";
import { AreaField, TextField } from "@/ui/Field";
import type { Conversation } from "./conversation";
import { NO_SETTINGS, SETTINGS, valueOf } from "./settings";
import styles from "./Chat.module.css";

interface Props {
  conversation: Conversation;
  models: readonly ChatModel[];
  onChange: (part: Partial<Pick<Conversation, "system" | "settings">>) => void;
}

/** Instructions and numbers that go with every question; empty fields leave the choice to the model. */
export function SettingsPanel({ conversation, models, onChange }: Props) {
  const { f } = useI18n();
  const w = useChatText();
  const { settings, system } = conversation;
  const touched = SETTINGS.some(({ name }) => settings[name] !== "");
  return (
    <div className={styles["settings"]}>
      <AreaField label={w.system} hint={w.systemHint} value={system} rows={5} onChange={(value) => onChange({ system: value })} />
      {SETTINGS.map((setting) => {
        const { name, min, max, whole, step } = setting;
        const wrong = valueOf(setting, settings[name]) === null;
        const hint = w.settingHint[name];
        return (
          <TextField
            key={name}
            label={w.setting[name]}
            value={settings[name]}
            onChange={(value) => onChange({ settings: { ...settings, [name]: value } })}
            inputMode={whole ? "numeric" : "decimal"}
            type="number"
            min={min}
            max={max}
            step={whole ? step : "any"}
            placeholder={w.byModel}
            error={wrong ? (whole ? w.wrongWhole : w.wrong)(f.count(min), f.count(max)) : undefined}
            hint={hint === "" ? undefined : hint}
            trailing={settings[name] === "" ? undefined : <IconButton small icon="cross" label={`${w.setting[name]}: ${w.reset}`} onClick={() => onChange({ settings: { ...settings, [name]: "" } })} />}
          />
        );
      })}
      {touched && <button type="button" className={styles["more"]} onClick={() => onChange({ settings: NO_SETTINGS })}>{w.reset}</button>}
      {models.length > 0 && (
        <section className={styles["about"]} aria-label={w.about}>
          <h3>{w.about}</h3>
          {models.map((model) => (
            <p key={model.id}>
              <strong className="mono">{model.id}</strong>
              <span>{model.input_price === null || model.output_price === null ? w.noPrice : w.priceOf(f.rate(model.input_price), f.rate(model.output_price))}</span>
              {model.max_input_tokens !== null && <span>{w.context(f.compact(model.max_input_tokens))}</span>}
            </p>
          ))}
        </section>
      )}
    </div>
  );
}
