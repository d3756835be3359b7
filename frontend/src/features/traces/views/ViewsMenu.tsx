import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { createView, deleteView, listViews, updateView, type ViewUpdate } from "@/api/search";
import type { View } from "@/api/types";
import { useScope } from "@/features/scope/Scope";
import { sessionQuery } from "@/features/session/session";
import { useI18n } from "@/i18n/I18n";
import { useTracesText } from "@/i18n/traces";
import { announce } from "@/ui/Announcer";
import { Button, IconButton } from "@/ui/Button";
import { copyText } from "@/ui/CopyButton";
import { cx } from "@/ui/cx";
import { Floating, useClose } from "@/ui/Floating";
import { Icon } from "@/ui/Icon";
import { Menu, MenuItem, MenuSeparator } from "@/ui/Menu";
import { exactLink, isBare, isEdited, openingOf, PAGE, readDefault, stateOf, writeDefault } from "./state";
import { NameView, RemoveView } from "./ViewDialogs";
import styles from "./Views.module.css";

interface Props {
  /** The account and the project. */
  owner: string;
  /** The columns as they are shown. */
  cols: string;
}

type Open = { act: "save" } | { act: "rename" | "remove"; view: View } | null;

/** What people keep of this page: opening, saving, sharing, and links to exactly what is seen. */
export function ViewsMenu({ owner, cols }: Props) {
  const { t } = useI18n();
  const a = useTracesText();
  const { search, setSearch, project } = useScope();
  const path = useLocation({ select: (location) => location.pathname });
  const queryClient = useQueryClient();
  const user = useQuery(sessionQuery).data?.user;
  const projectId = search.project ?? project?.id;
  const key = ["views", projectId];
  const query = useQuery({ queryKey: key, queryFn: ({ signal }) => listViews(projectId, signal), enabled: projectId !== undefined, staleTime: 30_000 });
  const views = query.data?.filter((view) => view.page === PAGE);
  const [open, setOpen] = useState<Open>(null);
  const [byDefault, setByDefault] = useState({ owner, id: readDefault(owner) });
  if (byDefault.owner !== owner) setByDefault({ owner, id: readDefault(owner) });

  // The list was opened as such: show what the reader wants to see first.
  const first = views?.find((view) => view.id === byDefault.id);
  const opens = first !== undefined && isBare(search) ? first : null;
  useEffect(() => {
    if (opens === null) return;
    const { range, ...rest } = openingOf(opens);
    setSearch({ ...rest, range: search.range ?? range }, { replace: true });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once for a bare address
  }, [opens?.id]);

  const active = views?.find((view) => view.id === search.saved);
  const edited = active !== undefined && isEdited(active, search, cols);
  const refresh = () => queryClient.invalidateQueries({ queryKey: key });
  const change = useMutation({
    mutationFn: ({ view, body }: { view: View; body: ViewUpdate }) => updateView(view.id, body),
    onSuccess: async (_, { view }) => {
      await refresh();
      announce(a.views.updated(view.name));
    },
  });
  const setDefault = (view: View | null) => {
    writeDefault(owner, view?.id ?? null);
    setByDefault({ owner, id: view?.id ?? null });
    announce(view === null ? a.views.defaultDropped : a.views.defaultSet(view.name));
  };
  const copyLink = () => {
    const link = `${window.location.origin}${path}${exactLink(search, cols, projectId, Date.now())}`;
    void copyText(link).then((done) => { if (done) announce(a.views.linkCopied); });
  };
  const shares = user !== undefined && user.role !== "viewer";

  const line = (view: View) => (
    <Line
      key={view.id}
      view={view}
      current={view.id === search.saved}
      isDefault={view.id === byDefault.id}
      mayRemove={view.mine || user?.role === "admin"}
      mayShare={shares}
      onOpen={() => setSearch(openingOf(view))}
      onDefault={() => setDefault(view.id === byDefault.id ? null : view)}
      onShare={() => change.mutate({ view, body: { shared: !view.shared } })}
      onRename={() => setOpen({ act: "rename", view })}
      onRemove={() => setOpen({ act: "remove", view })}
    />
  );
  const own = views?.filter((view) => view.mine) ?? [];
  const others = views?.filter((view) => !view.mine) ?? [];

  return (
    <>
      <Floating
        role="dialog"
        label={a.views.title}
        className={styles["panel"]}
        trigger={<Button look="quiet" className={styles["trigger"]} aria-label={`${a.views.title}: ${active?.name ?? a.views.unnamed}`}><Icon name="folder" /><span className={styles["current"]}>{active?.name ?? a.views.button}</span>{edited && <em>{a.views.edited}</em>}<Icon name="chevronDown" size={14} /></Button>}
      >
        <Pick label={a.views.unnamed} current={active === undefined} onPick={() => setSearch({ q: undefined, status: undefined, model: undefined, sort: undefined, order: undefined, cols: undefined, by: undefined, saved: byDefault.id === null ? undefined : "none" })} />
        {query.isError && <p className={styles["note"]} role="alert">{a.views.failed} <Button small onClick={() => void query.refetch()}>{t.common.retry}</Button></p>}
        {views?.length === 0 && <p className={styles["note"]}>{a.views.none}</p>}
        {own.length > 0 && <section aria-label={a.views.own}><h3>{a.views.own}</h3><ul>{own.map(line)}</ul></section>}
        {others.length > 0 && <section aria-label={a.views.shared}><h3>{a.views.shared}</h3><ul>{others.map(line)}</ul></section>}
        {change.error !== null && <p className={styles["note"]} role="alert">{change.error.message}</p>}
        <div className={styles["acts"]}>
          {edited && active.mine && <Act icon="check" onAct={() => change.mutate({ view: active, body: { state: stateOf(search, cols) } })}>{a.views.update(active.name)}</Act>}
          <Act icon="plus" onAct={() => setOpen({ act: "save" })}>{a.views.save}</Act>
          <Act icon="link" onAct={copyLink}>{a.views.copyLink}</Act>
        </div>
      </Floating>
      {open?.act === "save" && (
        <NameView
          title={a.views.saveTitle} lead={a.views.saveLead} act={a.views.saveAct} name="" mayShare={shares} onClose={() => setOpen(null)}
          onSave={async (name, shared) => {
            const view = await createView(projectId, { name, page: PAGE, state: stateOf(search, cols), shared });
            await refresh();
            setSearch({ saved: view.id, cols }, { replace: true });
            announce(a.views.saved(name));
          }}
        />
      )}
      {open?.act === "rename" && (
        <NameView
          title={a.views.renameTitle} act={a.views.rename} name={open.view.name} mayShare={false} onClose={() => setOpen(null)}
          onSave={async (name) => {
            await updateView(open.view.id, { name });
            await refresh();
            announce(a.views.updated(name));
          }}
        />
      )}
      {open?.act === "remove" && (
        <RemoveView
          view={open.view} onClose={() => setOpen(null)}
          onRemove={async () => {
            await deleteView(open.view.id);
            if (byDefault.id === open.view.id) writeDefault(owner, null);
            if (search.saved === open.view.id) setSearch({ saved: undefined }, { replace: true });
            await refresh();
            announce(a.views.removed(open.view.name));
          }}
        />
      )}
    </>
  );
}

function Pick({ label, current, onPick, children }: { label: string; current: boolean; onPick: () => void; children?: React.ReactNode }) {
  const close = useClose();
  return (
    <button
      type="button"
      className={styles["pick"]}
      aria-pressed={current}
      onClick={() => {
        close();
        onPick();
      }}
    >
      <span className={styles["tick"]}>{current && <Icon name="check" size={14} />}</span><span className={styles["name"]}>{label}</span>{children}
    </button>
  );
}

function Act({ icon, onAct, children }: { icon: "plus" | "link" | "check"; onAct: () => void; children: string }) {
  const close = useClose();
  return (
    <button
      type="button"
      className={styles["act"]}
      onClick={() => {
        close();
        onAct();
      }}
    >
      <Icon name={icon} size={14} />{children}
    </button>
  );
}

interface LineProps {
  view: View;
  current: boolean;
  isDefault: boolean;
  mayRemove: boolean;
  mayShare: boolean;
  onOpen: () => void;
  onDefault: () => void;
  onShare: () => void;
  onRename: () => void;
  onRemove: () => void;
}

function Line({ view, current, isDefault, mayRemove, mayShare, onOpen, onDefault, onShare, onRename, onRemove }: LineProps) {
  const a = useTracesText();
  const close = useClose();
  const label = isDefault ? a.views.dropDefault(view.name) : a.views.makeDefault(view.name);
  // The menu stands beside the panel, not in it: the panel goes first, so that the dialog that follows is alone.
  const then = (act: () => void) => () => {
    close();
    act();
  };
  return (
    <li className={styles["line"]}>
      <Pick label={view.name} current={current} onPick={onOpen}>
        {!view.mine && view.owner !== "" && <small>{a.views.by(view.owner)}</small>}
        {view.mine && view.shared && <small>{a.views.everyone}</small>}
      </Pick>
      <button type="button" className={cx(styles["star"], isDefault && styles["starred"])} aria-pressed={isDefault} aria-label={label} title={label} onClick={onDefault}>
        <svg viewBox="0 0 16 16" width={14} height={14} aria-hidden="true"><path d="M8 1.900l1.900 3.900 4.200.600-3.050 2.950.720 4.250L8 11.600l-3.770 2 .720-4.250L1.900 6.400l4.200-.600z" fill={isDefault ? "currentColor" : "none"} stroke="currentColor" strokeWidth="1.300" strokeLinejoin="round" /></svg>
      </button>
      {(view.mine || mayRemove) && (
        <Menu trigger={<IconButton small icon="more" label={a.views.acts(view.name)} />}>
          {view.mine && <MenuItem onSelect={then(onRename)}>{a.views.rename}</MenuItem>}
          {view.mine && mayShare && <MenuItem onSelect={then(onShare)}>{view.shared ? a.views.unshare : a.views.share}</MenuItem>}
          {view.mine && <MenuSeparator />}
          {mayRemove && <MenuItem onSelect={then(onRemove)}>{a.views.remove}</MenuItem>}
        </Menu>
      )}
    </li>
  );
}
