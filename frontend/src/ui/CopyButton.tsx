import { useEffect, useState } from "react";
import { useI18n } from "@/i18n/I18n";
import { Button, IconButton } from "./Button";
import { Icon } from "./Icon";

interface Props {
  text: string | (() => string);
  /** What is copied, for screen readers; defaults to "Copy". */
  label?: string;
  caption?: string;
  /** As high as other buttons. */
  tall?: boolean;
}

export function CopyButton({ text, label, caption, tall = false }: Props) {
  const { t } = useI18n();
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = () => {
    void copyText(typeof text === "function" ? text() : text).then((done) => setCopied(done));
  };
  const name = copied ? t.common.copied : (label ?? t.common.copy);
  if (caption === undefined) return <IconButton small icon={copied ? "check" : "copy"} label={name} onClick={copy} />;
  return (
    <Button small={!tall} onClick={copy}>
      <Icon name={copied ? "check" : "copy"} size={14} />
      <span aria-live="polite">{copied ? t.common.copied : caption}</span>
    </Button>
  );
}

/** The clipboard API needs a secure context; over plain HTTP from another machine the old way still works. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("readonly", "");
    area.style.position = "fixed";
    area.style.opacity = "0";
    // With a modal dialog open the rest of the page cannot be selected.
    (document.querySelector("dialog[open]") ?? document.body).append(area);
    area.select();
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way left without a secure context
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
