import type { ComponentProps } from "react";
import { cx } from "./cx";
import { Icon, type IconName } from "./Icon";
import styles from "./Button.module.css";

export type Look = "plain" | "primary" | "quiet" | "danger";

interface Props extends ComponentProps<"button"> {
  look?: Look;
  small?: boolean;
}

export function Button({ look = "plain", small = false, className, type = "button", ...rest }: Props) {
  return (
    <button
      type={type}
      className={cx(styles["button"], look !== "plain" && styles[look], small && styles["small"], className)}
      {...rest}
    />
  );
}

interface IconButtonProps extends Omit<Props, "children"> {
  icon: IconName;
  label: string;
}

export function IconButton({ icon, label, look = "quiet", className, small = false, ...rest }: IconButtonProps) {
  return (
    <Button look={look} small={small} aria-label={label} title={label} className={cx(styles["icon"], className)} {...rest}>
      <Icon name={icon} size={small ? 14 : 16} />
    </Button>
  );
}

export function buttonClass(look: Look = "plain", small = false): string {
  return cx(styles["button"], look !== "plain" && styles[look], small && styles["small"]);
}
