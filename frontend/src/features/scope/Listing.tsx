import type { ReactNode } from "react";
import { useFormText } from "@/i18n/form";
import { useI18n } from "@/i18n/I18n";
import { Banner } from "@/ui/Feedback";
import { Button } from "@/ui/Button";
import { Failure } from "./Failure";

interface Props<T> {
  query: { data: T | undefined; error: Error | null; dataUpdatedAt: number; refetch: () => Promise<unknown> };
  /** Whether there is nothing to list, and what to say then. */
  isEmpty: (data: T) => boolean;
  empty: ReactNode;
  children: (data: T | undefined) => ReactNode;
}

/** A list in all its states: on its way, failed, empty, and standing while a later refresh fails. */
export function Listing<T>({ query, isEmpty, empty, children }: Props<T>) {
  const { f } = useI18n();
  const form = useFormText();
  const { data, error } = query;
  const again = () => void query.refetch();
  if (data === undefined && error !== null) return <Failure error={error} onRetry={again} />;
  return (
    <>
      {error !== null && <Banner>{form.stale(f.time(query.dataUpdatedAt))} <Button small onClick={again}>{form.retry}</Button></Banner>}
      {data !== undefined && isEmpty(data) ? empty : children(data)}
    </>
  );
}
