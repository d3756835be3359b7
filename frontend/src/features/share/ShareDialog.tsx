import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { createShare, listShares, revokeShare } from "@/api/trace";
import type { Share } from "@/api/types";
import { Problem } from "@/features/scope/Problem";
import { useExchangeText } from "@/i18n/exchange";
import { useI18n } from "@/i18n/I18n";
import { announce } from "@/ui/Announcer";
import { Button } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Skeleton } from "@/ui/Feedback";
import { Form, SelectField, TextField } from "@/ui/Field";
import styles from "./Share.module.css";

const EXPIRIES = { hour: 1, day: 24, week: 24 * 7, month: 24 * 30, quarter: 24 * 90 } as const;
type Expiry = keyof typeof EXPIRIES;

interface Props { traceId: string; name: string; project: string | undefined; onClose: () => void }

/** Links that show one trace to whoever has them: made here, copied, and taken back. */
export function ShareDialog({ traceId, name, project, onClose }: Props) {
  const w = useExchangeText().share;
  const queryClient = useQueryClient();
  const key = ["shares", project];
  const query = useQuery({ queryKey: key, queryFn: ({ signal }) => listShares(project, signal) });
  const [expiry, setExpiry] = useState<Expiry>("week");
  const create = useMutation({
    mutationFn: () => createShare(project, { trace_id: traceId, expires_in_hours: EXPIRIES[expiry] }),
    onSuccess: () => {
      announce(w.made);
      return queryClient.invalidateQueries({ queryKey: key });
    },
  });
  // The link just made, until it is revoked.
  const made = query.data === undefined || query.data.some((share) => share.id === create.data?.id) ? create.data : undefined;
  const own = query.data?.filter((share) => share.trace_id === traceId && share.id !== create.data?.id);
  const others = (query.data?.length ?? 0) - (query.data?.filter((share) => share.trace_id === traceId).length ?? 0);
  return (
    <Dialog title={w.title(name)} lead={w.lead} closeLabel={w.close} onClose={onClose} locked={create.isPending} wide>
      <Form onSubmit={() => { if (!create.isPending) create.mutate(); }}>
        <div className={styles["make"]}>
          <SelectField<Expiry> label={w.ends} value={expiry} onChange={setExpiry} options={(Object.keys(EXPIRIES) as Expiry[]).map((value) => ({ value, label: w.expiries[value] }))} />
          <Button type="submit" look="primary" disabled={create.isPending}>{create.isPending ? w.working : w.create}</Button>
        </div>
        <Problem error={create.error} />
      </Form>
      {made !== undefined && <Made share={made} queryKey={key} />}
      <section aria-label={w.existing} className={styles["list"]}>
        <h3>{w.existing}</h3>
        {query.isPending && <Skeleton height="2rem" />}
        <Problem error={query.error} />
        {own?.length === 0 && made === undefined && <p className={styles["none"]}>{w.none}</p>}
        {own !== undefined && own.length > 0 && <ul>{own.map((share) => <Row key={share.id} share={share} queryKey={key} />)}</ul>}
        {others > 0 && <p className={styles["none"]}>{w.others(others)}</p>}
      </section>
      <DialogActions><Button onClick={onClose}>{w.close}</Button></DialogActions>
    </Dialog>
  );
}

interface RowProps { share: Share; queryKey: readonly unknown[] }

function Made({ share, queryKey }: RowProps) {
  const w = useExchangeText().share;
  return (
    <div className={styles["made"]}>
      <TextField label={w.link} value={share.url} onChange={() => undefined} readOnly mono onFocus={(event) => event.currentTarget.select()} />
      <div className={styles["acts"]}><CopyButton text={share.url} label={w.copy} caption={w.copy} tall /><Revoke share={share} queryKey={queryKey} /></div>
    </div>
  );
}

function Row({ share, queryKey }: RowProps) {
  const { f } = useI18n();
  const w = useExchangeText().share;
  const end = f.moment(share.expires_at);
  return (
    <li className={styles["row"]}>
      <span><b>{w.until(end)}</b> <em>{w.by(share.created_by)}</em></span>
      <CopyButton text={share.url} label={w.copyOf(end)} />
      <Revoke share={share} queryKey={queryKey} />
    </li>
  );
}

function Revoke({ share, queryKey }: RowProps) {
  const { f } = useI18n();
  const w = useExchangeText().share;
  const queryClient = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => revokeShare(share.id),
    onSuccess: () => {
      announce(w.revoked);
      return queryClient.invalidateQueries({ queryKey });
    },
  });
  return (
    <>
      <Button small look="quiet" disabled={revoke.isPending} aria-label={w.revokeOf(f.moment(share.expires_at))} onClick={() => revoke.mutate()}>{w.revoke}</Button>
      <Problem error={revoke.error} />
    </>
  );
}
