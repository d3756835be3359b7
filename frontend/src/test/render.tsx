import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { vi } from "vitest";
import { parseQuery, readSearch, writeQuery, type ScreenSearch } from "@/features/scope/search";
import { ScopeProvider } from "@/features/scope/Scope";
import { en } from "@/i18n/en";
import { I18nProvider } from "@/i18n/I18n";
import { ko } from "@/i18n/ko";

type Handler = (url: URL, init: RequestInit) => unknown;

/** Answers of the portal, by path. What has no handler is a 404, so a test cannot lean on a call it did not name. */
export function serve(handlers: Record<string, Handler>): URL[] {
  const asked: URL[] = [];
  vi.stubGlobal("fetch", (input: URL, init: RequestInit) => {
    asked.push(input);
    const handler = handlers[input.pathname];
    const answer = handler === undefined ? new Response("{}", { status: 404 }) : handler(input, init);
    return Promise.resolve(answer instanceof Response ? answer : Response.json(answer));
  });
  return asked;
}

export function failure(status: number, code: string, headers: Record<string, string> = {}, details?: unknown): Response {
  return Response.json({ error: { code, message: `the server said ${code}`, request_id: "req-1", ...(details === undefined ? {} : { details }) } }, { status, headers });
}

/** What was sent with a request, parsed. */
export function bodyOf(init: RequestInit): unknown {
  return typeof init.body === "string" ? JSON.parse(init.body) : undefined;
}

export const done = () => new Response(null, { status: 204 });

interface Options { path?: string; language?: "en" | "ko" }

/** A feature with everything around it that the shell gives: language, queries, the scope of the address. */
export function show(feature: ReactNode, { path = "/admin/monitoring", language = "en" }: Options = {}) {
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const root = createRootRoute({ validateSearch: readSearch });
  const Page = () => {
    const search: ScreenSearch = page.useSearch();
    const navigate = page.useNavigate();
    return (
      <ScopeProvider search={search} setSearch={(change) => void navigate({ to: ".", search: ((now: ScreenSearch) => ({ ...now, ...change })) as never })}>
        {feature}
      </ScopeProvider>
    );
  };
  const page = createRoute({ getParentRoute: () => root, path: "$", component: Page });
  const history = createMemoryHistory({ initialEntries: [path] });
  const router = createRouter({ routeTree: root.addChildren([page]), history, parseSearch: parseQuery, stringifySearch: writeQuery });
  const dictionary = language === "ko" ? ko : en;
  render(
    <I18nProvider initial={{ language, dictionary }}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router as never} />
      </QueryClientProvider>
    </I18nProvider>,
  );
  return { history };
}
