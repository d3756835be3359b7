import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { ApiFailure } from "@/api/client";
import { signIn } from "@/api/endpoints";
import { useI18n } from "@/i18n/I18n";
import { Button, buttonClass, IconButton } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Icon, Mark } from "@/ui/Icon";
import { Segmented } from "@/ui/Segmented";
import { LoginArt } from "./LoginArt";
import { type Problem as ProblemName, signInWaysQuery } from "./session";
import styles from "./LoginForm.module.css";

interface Props {
  reason: "expired" | "signed-out" | undefined;
  /** Why the provider's sign-in brought nobody in. */
  problem?: ProblemName | undefined;
  /** Where a sign-in leads. */
  next?: string;
  onSignedIn: () => void;
}

/** Counts a server's Retry-After down, so that the form says when trying again makes sense. */
function useCountdown(failure: Error | null): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (!(failure instanceof ApiFailure) || failure.kind !== "throttled") return undefined;
    const until = Date.now() + (failure.retryAfter ?? 30) * 1000;
    const tick = () => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    const first = setTimeout(tick, 0);
    const timer = setInterval(tick, 1000);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
      setLeft(0);
    };
  }, [failure]);
  return left;
}

export function LoginForm({ reason, problem, next = "/", onSignedIn }: Props) {
  const { t, language, setLanguage } = useI18n();
  const [shown, setShown] = useState(false);
  const password = useRef<HTMLInputElement>(null);
  const attempt = useMutation({
    mutationFn: ({ email, secret }: { email: string; secret: string }) => signIn(email, secret),
    onSuccess: onSignedIn,
    onError: () => password.current?.select(),
  });
  const wait = useCountdown(attempt.error);
  const provider = useQuery(signInWaysQuery).data?.oidc ?? null;

  const submit = (data: FormData) => {
    const email = data.get("email");
    const secret = data.get("password");
    if (typeof email === "string" && typeof secret === "string") attempt.mutate({ email: email.trim(), secret });
  };

  return (
    <div className={styles["page"]}>
      <div className={styles["side"]}>
        <header className={styles["top"]}>
          <span className={styles["brand"]}><Mark />{t.product}</span>
          <Segmented label={t.account.language} value={language} onChange={setLanguage} options={[{ value: "ko", label: "한국어" }, { value: "en", label: "English" }]} />
        </header>
        <main className={styles["main"]}>
          <h1 className={styles["title"]}>{t.login.title}</h1>
          <p className={styles["lead"]}>{t.login.lead}</p>
          {provider !== null && (
            <div className={styles["provider"]}>
              {attempt.error === null && <Problem problem={problem} />}
              {/* A real navigation: the provider's page is not ours. */}
              <a className={cx(buttonClass(), styles["way"])} href={`${provider.url}?${new URLSearchParams({ next }).toString()}`}><Icon name="key" />{provider.name}</a>
              <p className={styles["or"]}>{t.login.or}</p>
            </div>
          )}
          <form
            className={styles["form"]}
            onSubmit={(event) => {
              event.preventDefault();
              submit(new FormData(event.currentTarget));
            }}
          >
            <Message failure={attempt.error} wait={wait} reason={problem === undefined ? reason : undefined} />
            <div className={styles["field"]}>
              <label htmlFor="email">{t.login.email}</label>
              <input id="email" name="email" type="email" autoComplete="username" required spellCheck={false} autoCapitalize="none" className={styles["input"]} />
            </div>
            <div className={styles["field"]}>
              <label htmlFor="password">{t.login.password}</label>
              <div className={styles["secret"]}>
                <input ref={password} id="password" name="password" type={shown ? "text" : "password"} autoComplete="current-password" required className={styles["input"]} />
                <IconButton icon={shown ? "eyeOff" : "eye"} label={shown ? t.login.hide : t.login.show} onClick={() => setShown(!shown)} />
              </div>
            </div>
            <Button type="submit" look="primary" className={styles["submit"]} disabled={attempt.isPending || wait > 0}>
              {attempt.isPending ? t.login.busy : t.login.submit}
            </Button>
          </form>
        </main>
      </div>
      <div className={styles["art"]}><LoginArt /></div>
    </div>
  );
}

function Problem({ problem }: { problem: Props["problem"] }) {
  const { t } = useI18n();
  return problem === undefined ? null : <p role="alert" className={styles["problem"]}><Icon name="alert" />{t.login.problem[problem]}</p>;
}

function Message({ failure, wait, reason }: { failure: Error | null; wait: number; reason: Props["reason"] }) {
  const { t } = useI18n();
  const text = useFailureText(failure, wait);
  if (text !== null) return <p role="alert" className={cx(styles["problem"])}><Icon name="alert" />{text}</p>;
  if (reason === undefined) return null;
  return <p role="status" className={styles["note"]}><Icon name="info" />{reason === "expired" ? t.login.expired : t.login.signedOut}</p>;
}

function useFailureText(failure: Error | null, wait: number): string | null {
  const { t } = useI18n();
  if (failure === null) return null;
  if (!(failure instanceof ApiFailure)) return t.login.failed(failure.message);
  switch (failure.kind) {
    case "unauthenticated": return t.login.wrong;
    case "throttled": return wait > 0 ? t.login.throttled(wait) : null;
    case "portal_away":
    case "agentops_away": return t.login.away;
    case "forbidden":
    case "not_found":
    case "rejected":
    case "server": return t.login.failed(failure.message);
  }
}
