import { useMutation, useQueryClient } from "@tanstack/react-query";
import { changePassword } from "@/api/admin";
import { useForm } from "@/features/scope/form";
import { Problem } from "@/features/scope/Problem";
import { useAdminText } from "@/i18n/admin";
import { announce } from "@/ui/Announcer";
import { Button } from "@/ui/Button";
import { Form, TextField } from "@/ui/Field";
import { Panel } from "@/ui/Page";
import { OWN_SESSIONS } from "./queries";
import styles from "./Account.module.css";

const SHORTEST = 8;
const EMPTY = { current_password: "", new_password: "", again: "" };

export function PasswordPanel() {
  const a = useAdminText();
  const queryClient = useQueryClient();
  const form = useForm(EMPTY, (values) => ({
    current_password: values.current_password === "" ? a.form.required : undefined,
    new_password: values.new_password.length < SHORTEST ? a.form.tooShort(SHORTEST) : values.new_password === values.current_password ? a.account.samePassword : undefined,
    again: values.again === values.new_password ? undefined : a.account.notEqual,
  }));
  const change = useMutation({
    mutationFn: changePassword,
    onSuccess: async () => {
      form.reset(EMPTY);
      announce(a.account.passwordChanged);
      await queryClient.invalidateQueries({ queryKey: OWN_SESSIONS });
    },
    onError: (error) => form.refuse(error, { wrong_password: ["current_password", a.account.wrongPassword] }),
  });
  const { values, errors, set } = form;

  return (
    <Panel title={a.account.password} lead={a.account.passwordLead} padded>
      <div className={styles["password"]}>
        <Form label={a.account.password} attempts={form.attempts} onSubmit={() => form.submit(({ current_password, new_password }) => change.mutate({ current_password, new_password }))}>
          <TextField label={a.account.currentPassword} type="password" value={values.current_password} onChange={set("current_password")} error={errors.current_password} autoComplete="current-password" maxLength={1024} required />
          <TextField label={a.account.newPassword} type="password" value={values.new_password} onChange={set("new_password")} error={errors.new_password} hint={a.account.newPasswordHint} autoComplete="new-password" maxLength={1024} required />
          <TextField label={a.account.again} type="password" value={values.again} onChange={set("again")} error={errors.again} autoComplete="new-password" maxLength={1024} required />
          <Problem error={change.error} known={{ wrong_password: a.account.wrongPassword }} fields={["current_password", "new_password"]} />
          <div className={styles["row"]}><Button type="submit" look="primary" disabled={change.isPending}>{change.isPending ? a.form.working : a.account.changePassword}</Button></div>
        </Form>
      </div>
    </Panel>
  );
}
