import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from "@tanstack/react-router";
import { ApiFailure } from "@/api/client";
import { readGrafanaSearch } from "@/features/grafana/address";
import { Crash } from "@/features/scope/Failure";
import { readCompareSearch } from "@/features/compare/search";
import { parseQuery, readSearch, writeQuery } from "@/features/scope/search";
import { readReplayListSearch, readReplaySearch } from "@/features/replay/search";
import { asProblem, type Problem, safeReturn, sessionQuery } from "@/features/session/session";
import { readAuditSearch } from "@/features/settings/audit/search";
import { NotFound } from "@/features/shell/NotFound";

interface Context { queryClient: QueryClient }
interface LoginSearch { next?: string | undefined; reason?: "expired" | "signed-out" | undefined; problem?: Problem | undefined }

const root = createRootRouteWithContext<Context>()({
  component: Outlet,
  errorComponent: Crash,
  notFoundComponent: NotFound,
});

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => { throw redirect({ to: "/admin/monitoring", replace: true }); },
});

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: (raw: Record<string, unknown>): LoginSearch => ({
    ...(typeof raw["next"] === "string" ? { next: safeReturn(raw["next"]) } : {}),
    ...(asProblem(raw["problem"]) ? { problem: asProblem(raw["problem"]) } : {}),
    ...(raw["reason"] === "expired" || raw["reason"] === "signed-out" ? { reason: raw["reason"] } : {}),
  }),
  component: lazyRouteComponent(() => import("./login")),
});

/** The address the AgentOps SDK prints. */
const sessions = createRoute({
  getParentRoute: () => root,
  path: "/sessions",
  validateSearch: (raw: Record<string, unknown>): { trace_id?: string } => (typeof raw["trace_id"] === "string" ? { trace_id: raw["trace_id"] } : {}),
  beforeLoad: ({ search }) => {
    const traceId = search.trace_id?.replaceAll("-", "").toLowerCase() ?? "";
    if (/^[0-9a-f]{32}$/.test(traceId)) throw redirect({ to: "/admin/monitoring/traces/$traceId", params: { traceId }, replace: true });
    throw redirect({ to: "/admin/monitoring/traces", replace: true });
  },
});

/** What a share link opens, for anybody who has it. */
const shared = createRoute({ getParentRoute: () => root, path: "/shared", validateSearch: readSearch, component: lazyRouteComponent(() => import("./shared")) });

async function signedIn({ context, location }: { context: Context; location: { href: string } }) {
  try {
    await context.queryClient.query({ ...sessionQuery, staleTime: "static" });
  } catch (error) {
    if (error instanceof ApiFailure && error.kind === "unauthenticated") throw redirect({ to: "/login", search: { next: location.href } });
    throw error;
  }
}

const admin = createRoute({ getParentRoute: () => root, path: "/admin", validateSearch: readSearch, beforeLoad: signedIn, component: lazyRouteComponent(() => import("./shell")) });
const chatShell = createRoute({ getParentRoute: () => root, path: "/chat", validateSearch: readSearch, beforeLoad: signedIn, component: lazyRouteComponent(() => import("./shell")) });
const chat = createRoute({ getParentRoute: () => chatShell, path: "/", component: lazyRouteComponent(() => import("./chat")) });

const adminHome = createRoute({
  getParentRoute: () => admin,
  path: "/",
  beforeLoad: () => { throw redirect({ to: "/admin/monitoring", replace: true }); },
});
const overview = createRoute({ getParentRoute: () => admin, path: "/monitoring", component: lazyRouteComponent(() => import("./overview")) });
const traces = createRoute({ getParentRoute: () => admin, path: "/monitoring/traces", component: lazyRouteComponent(() => import("./traces")) });
const trace = createRoute({
  getParentRoute: () => admin,
  path: "/monitoring/traces/$traceId",
  // Where replays were before they had a page of their own.
  beforeLoad: ({ search, params }) => {
    if (search.at !== undefined) throw redirect({ to: "/admin/monitoring/replay/$traceId", params, search: { ...search, at: undefined, t: search.at }, replace: true });
  },
  component: lazyRouteComponent(() => import("./trace")),
});

const replays = createRoute({ getParentRoute: () => admin, path: "/monitoring/replay", validateSearch: readReplayListSearch, component: lazyRouteComponent(() => import("./replay/list")) });
const replay = createRoute({ getParentRoute: () => admin, path: "/monitoring/replay/$traceId", validateSearch: readReplaySearch, component: lazyRouteComponent(() => import("./replay/trace")) });
const replaySession = createRoute({ getParentRoute: () => admin, path: "/monitoring/replay/session/$sessionId", validateSearch: readReplaySearch, component: lazyRouteComponent(() => import("./replay/session")) });
const alerts = createRoute({ getParentRoute: () => admin, path: "/monitoring/alerts", component: lazyRouteComponent(() => import("./alerts/firing")) });
const alertHistory = createRoute({ getParentRoute: () => admin, path: "/monitoring/alerts/history", component: lazyRouteComponent(() => import("./alerts/history")) });
const silences = createRoute({ getParentRoute: () => admin, path: "/monitoring/alerts/silences", component: lazyRouteComponent(() => import("./alerts/silences")) });
const runbooks = createRoute({ getParentRoute: () => admin, path: "/monitoring/alerts/runbooks", component: lazyRouteComponent(() => import("./alerts/runbooks")) });
const runbook = createRoute({ getParentRoute: () => admin, path: "/monitoring/alerts/runbooks/$name", component: lazyRouteComponent(() => import("./alerts/runbook")) });
const alert = createRoute({ getParentRoute: () => admin, path: "/monitoring/alerts/$fingerprint", component: lazyRouteComponent(() => import("./alerts/alert")) });
const dashboards = createRoute({ getParentRoute: () => admin, path: "/monitoring/dashboards", component: lazyRouteComponent(() => import("./dashboards")) });
const dashboard = createRoute({ getParentRoute: () => admin, path: "/monitoring/dashboards/$uid", component: lazyRouteComponent(() => import("./dashboard")) });

const grafana = createRoute({ getParentRoute: () => admin, path: "/monitoring/grafana", validateSearch: readGrafanaSearch, component: lazyRouteComponent(() => import("./grafana")) });
const langfuse = createRoute({ getParentRoute: () => admin, path: "/langfuse", component: lazyRouteComponent(() => import("./langfuse")) });
const programs = createRoute({ getParentRoute: () => admin, path: "/programs", component: lazyRouteComponent(() => import("./programs")) });
const program = createRoute({ getParentRoute: () => admin, path: "/programs/$name", component: lazyRouteComponent(() => import("./program")) });

const compare = createRoute({ getParentRoute: () => admin, path: "/monitoring/traces/compare", validateSearch: readCompareSearch, component: lazyRouteComponent(() => import("./compare")) });
const analytics = createRoute({ getParentRoute: () => admin, path: "/monitoring/analytics", component: lazyRouteComponent(() => import("./analytics")) });
const analyticsSection = createRoute({ getParentRoute: () => admin, path: "/monitoring/analytics/$section", component: lazyRouteComponent(() => import("./analytics-section")) });
const anomalies = createRoute({ getParentRoute: () => admin, path: "/monitoring/anomalies", component: lazyRouteComponent(() => import("./anomalies")) });
const money = createRoute({ getParentRoute: () => admin, path: "/monitoring/money", component: lazyRouteComponent(() => import("./money")) });

const account = createRoute({ getParentRoute: () => admin, path: "/account", component: lazyRouteComponent(() => import("./account")) });
const status = createRoute({ getParentRoute: () => admin, path: "/status", component: lazyRouteComponent(() => import("./status")) });

const settings = createRoute({ getParentRoute: () => admin, path: "/settings", component: lazyRouteComponent(() => import("./settings/layout")) });
const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: "/",
  beforeLoad: async ({ context, search }) => {
    const { user } = await context.queryClient.query({ ...sessionQuery, staleTime: "static" });
    throw redirect({ to: user.role === "admin" ? "/admin/settings/users" : "/admin/settings/roles", search, replace: true });
  },
});
const users = createRoute({ getParentRoute: () => settings, path: "/users", component: lazyRouteComponent(() => import("./settings/users")) });
const roles = createRoute({ getParentRoute: () => settings, path: "/roles", component: lazyRouteComponent(() => import("./settings/roles")) });
const tokens = createRoute({ getParentRoute: () => settings, path: "/tokens", component: lazyRouteComponent(() => import("./settings/tokens")) });
const projects = createRoute({ getParentRoute: () => settings, path: "/projects", component: lazyRouteComponent(() => import("./settings/projects")) });
const keys = createRoute({ getParentRoute: () => settings, path: "/keys", component: lazyRouteComponent(() => import("./settings/keys")) });
const prices = createRoute({ getParentRoute: () => settings, path: "/prices", component: lazyRouteComponent(() => import("./settings/prices")) });
const policies = createRoute({ getParentRoute: () => settings, path: "/policies", component: lazyRouteComponent(() => import("./settings/policies")) });
const letters = createRoute({ getParentRoute: () => settings, path: "/dead-letters", component: lazyRouteComponent(() => import("./settings/dead-letters")) });
const audit = createRoute({ getParentRoute: () => settings, path: "/audit", validateSearch: readAuditSearch, component: lazyRouteComponent(() => import("./settings/audit")) });

const routeTree = root.addChildren([
  home, login, sessions, shared,
  chatShell.addChildren([chat]),
  admin.addChildren([
    adminHome, overview, traces, trace, replays, replay, replaySession, grafana, langfuse, programs, program, account, status,
    dashboards, dashboard,
    compare,
    analytics, analyticsSection, anomalies, money,
    alerts, alertHistory, silences, runbooks, runbook, alert,
    settings.addChildren([settingsHome, users, roles, tokens, projects, keys, prices, policies, letters, audit]),
  ]),
]);

function buildRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    parseSearch: parseQuery,
    stringifySearch: writeQuery,
    defaultPreload: "intent",
    defaultErrorComponent: Crash,
    defaultNotFoundComponent: NotFound,
    notFoundMode: "root",
    scrollRestoration: false,
  });
}

export function createApp() {
  const onEnded = (error: Error) => {
    if (!(error instanceof ApiFailure) || error.kind !== "unauthenticated") return;
    queryClient.removeQueries({ queryKey: ["session"] });
    const { href, pathname } = router.state.location;
    if (pathname !== "/login") void router.navigate({ to: "/login", search: { next: href, reason: "expired" } });
  };
  const queryClient = new QueryClient({
    queryCache: new QueryCache({
      // The first look at the session is the route guard's own business; later a 401 means that it ended.
      onError: (error, query) => { if (query.queryKey[0] !== "session") onEnded(error); },
    }),
    mutationCache: new MutationCache({ onError: onEnded }),
    defaultOptions: {
      queries: {
        retry: (count, error) => !(error instanceof ApiFailure && ["unauthenticated", "forbidden", "not_found", "rejected", "agentops_away"].includes(error.kind)) && count < 1,
        retryDelay: 800,
        refetchOnWindowFocus: false,
        staleTime: 10_000,
        gcTime: 60_000,
      },
    },
  });
  const router = buildRouter(queryClient);
  return { queryClient, router };
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof buildRouter>;
  }
}
