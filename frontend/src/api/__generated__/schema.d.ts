// Generated from openapi.json by `npm run generate`. Do not edit.

export interface paths {
    "/api/agentops/agents/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Agents Usage
         * @description What each agent did, cost and took, over time; traces without an agent are left out.
         */
        get: operations["get_agents_usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/analytics/agent-flow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Agent Flow
         * @description Which agents call which agents, tools and models, from the latest 5,000 matching traces.
         */
        get: operations["get_agent_flow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/analytics/breakdown": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Breakdown
         * @description Money, tokens, speed and failures by model, user, team, key, agent, tag and more.
         */
        get: operations["get_breakdown"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/analytics/cost-trend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Cost Trend
         * @description What was spent, over time and by group.
         */
        get: operations["get_cost_trend"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/analytics/errors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Error Groups
         * @description What failed in the matching traces, grouped by what went wrong.
         */
        get: operations["list_error_groups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/analytics/guardrails": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Guardrails
         * @description How often each guardrail ran and stepped in, over time, and what it cost in time.
         */
        get: operations["get_guardrails"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/analytics/histogram": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Histogram
         * @description How long traces took, or streamed calls waited for their first token: how many in each band of time.
         */
        get: operations["get_histogram"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/analytics/performance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Performance
         * @description Latency and time to first token (averages, percentiles), throughput and failures, over time.
         */
        get: operations["get_performance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/analytics/token-usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Token Usage
         * @description Tokens in, out, cached and of reasoning, over time and by group.
         */
        get: operations["get_token_usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/anomalies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Anomalies
         * @description Hours of the window (a week at most) in which cost, latency, failures or volume of a model or agent
         *     were out of the ordinary, against its own past: medians and their scatter by the hour of the week, no less
         *     than 30 calls, and the numbers with each finding.
         */
        get: operations["list_anomalies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/capabilities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Capabilities
         * @description What the AgentOps server behind the portal can do.
         */
        get: operations["get_capabilities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Dead Letters
         * @description What was acknowledged and then refused by the store; kept until somebody replays or discards it.
         */
        get: operations["list_dead_letters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/dead-letters/{letter_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Dead Letter
         * @description A dead letter and what it holds; long values are cut.
         */
        get: operations["get_dead_letter"];
        put?: never;
        post?: never;
        /**
         * Discard Dead Letter
         * @description Throw it away: its spans are gone for good.
         */
        delete: operations["discard_dead_letter"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/dead-letters/{letter_id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replay Dead Letter
         * @description Try to store it again; refused again, it comes back under a new id.
         */
        post: operations["replay_dead_letter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/dead-letters/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Discard Dead Letters
         * @description Throw some or all of them away: what they hold is gone for good.
         */
        post: operations["discard_dead_letters"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/dead-letters/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replay Dead Letters
         * @description Try to store some or all of them again, at most 1,000 a call, the oldest first.
         */
        post: operations["replay_dead_letters"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Export Traces
         * @description All traces of a window that match, as a file; the export is noted in the audit log.
         *
         *     A file that breaks off (the server went away) ends without its last chunk: clients see an error.
         */
        post: operations["export_traces"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/facets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Facets
         * @description The most frequent values of each field among the traces of the window that match the filter.
         */
        get: operations["list_facets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/filter/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Complete Filter
         * @description What could stand at the cursor of a filter; values are the most frequent ones of the window.
         */
        get: operations["complete_filter"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/ingest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Ingest
         * @description What became of everything that was sent in: accepted, stored, set aside, lost.
         */
        get: operations["get_ingest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Watch Traces
         * @description Traces as they come in or change: `trace` (replaces an earlier one of the same id), `gap` (some were
         *     missed: read the list anew), `state` (`connected`: whether the AgentOps server is there), `too_big` (the
         *     filter asks for too much: the stream ends). A comment comes every 15 seconds. The stream ends when the
         *     session does.
         */
        get: operations["watch_traces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Metrics
         * @description Figures of the window: totals (also of the window before, when compared), over time, by model.
         */
        get: operations["get_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/money": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Money
         * @description What the gateway, the traces and the price map say that the same calls cost, and what does not agree.
         *
         *     Of the traces that began in the window (at most 93 days), each call once.
         */
        get: operations["get_money"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Policy
         * @description As it is set, as it applies with the server's defaults, and what retention has deleted.
         */
        get: operations["get_policy"];
        /**
         * Set Policy
         * @description Replace it whole. Masking, payload mode and limits hold from now on, retention for what is stored too.
         *
         *     409 `policy_changed`; 422 `invalid_rule` with `details.field`, `details.position` (of the character, from
         *     0) and `details.reason`; 422 `rules_without_effect` for rules in the mode `full`.
         */
        put: operations["set_policy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/policy/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview Policy
         * @description What would be stored of a sample, under the project's policy or one that is not saved yet.
         */
        post: operations["preview_policy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Prices
         * @description The project's own prices, and with `q` those of the price map.
         */
        get: operations["list_prices"];
        /**
         * Set Price
         * @description Set the project's price of a model, for calls to come; `reprice` applies it to the past.
         */
        put: operations["set_price"];
        post?: never;
        /**
         * Delete Price
         * @description Delete the project's price of a model: everyone's price applies again.
         */
        delete: operations["delete_price"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/prices/reprice": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reprice
         * @description Apply today's prices to calls that are stored; those that reported their own cost are left.
         */
        post: operations["reprice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/prices/unpriced": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Unpriced
         * @description Models that were called and have no price: their cost is missing in every sum.
         */
        get: operations["list_unpriced"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/replay/{trace_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Replay
         * @description A trace moment by moment: starts, ends, messages, tool calls, with tokens and cost so far.
         */
        get: operations["get_replay"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Agent Sessions
         * @description Conversations: matching traces by their session id. The traces of one: `/traces?q=session="…"`.
         */
        get: operations["list_agent_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/share": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Shares
         * @description Links of the project that have not ended, the latest first: one's own, for admins everybody's.
         */
        get: operations["list_shares"];
        put?: never;
        /**
         * Create Share
         * @description Make a link that shows one trace, with its prompts and answers, to whoever has it, until it ends.
         */
        post: operations["create_share"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/share/{share_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke Share
         * @description End a link at once.
         */
        delete: operations["revoke_share"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/shared": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Shared Trace
         * @description The trace of a share link, for anybody who has it; nothing else of the project.
         */
        get: operations["get_shared_trace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/timeline/{trace_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Timeline
         * @description What held a trace up: its critical path, each span's own time, and the pauses.
         */
        get: operations["get_timeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/traces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Traces
         * @description Traces that began in the window, a page at a time.
         *
         *     Page by `cursor` (steady while new traces arrive, any depth) or by `page` and `size` (the first 5,000).
         */
        get: operations["list_traces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/traces/{trace_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Trace
         * @description One trace with all its spans; 404 when the project has no such trace.
         */
        get: operations["get_trace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/traces/{trace_id}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Trace Logs
         * @description The log records of a trace, the earliest first; an empty list where it has none.
         */
        get: operations["list_trace_logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/traces/{trace_id}/spans/{span_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Span
         * @description One span with its payload, as in the trace's detail.
         */
        get: operations["get_span"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/traces/{trace_id}/tree": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Trace Tree
         * @description The spans of a trace without their payloads, page by page: for traces of any size.
         */
        get: operations["get_trace_tree"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Views
         * @description One's own views of the project, and those that others share, by name.
         */
        get: operations["list_views"];
        put?: never;
        /**
         * Create View
         * @description Keep what a page is set to; sharing it needs the role operator.
         */
        post: operations["create_view"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/agentops/views/{view_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete View
         * @description Remove one's own view; admins also remove shared ones. 403 `not_yours`.
         */
        delete: operations["delete_view"];
        options?: never;
        head?: never;
        /**
         * Update View
         * @description Change one's own view. 403 `not_yours`.
         */
        patch: operations["update_view"];
        trace?: never;
    };
    "/api/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Alerts
         * @description What fires now or is about to, the gravest first. `sources` says what could not be asked.
         *
         *     An alert about a project is for those who see it.
         */
        get: operations["list_alerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/{fingerprint}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Acknowledge Alert
         * @description Tell the others that one looks after it, until it resolves. 404: it does not fire any more.
         */
        post: operations["acknowledge_alert"];
        /**
         * Withdraw Acknowledgement
         * @description Nobody looks after it any more.
         */
        delete: operations["withdraw_acknowledgement"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Alert History
         * @description What fired in a window, from Prometheus; 24 hours by default, 90 days at most.
         */
        get: operations["alert_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/runbooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Runbooks
         * @description The alerts that have a runbook.
         */
        get: operations["list_runbooks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/runbooks/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Runbook
         * @description What to do about an alert, as Markdown.
         */
        get: operations["get_runbook"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/silences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Silences
         * @description Silences in force or to come.
         */
        get: operations["list_silences"];
        put?: never;
        /**
         * Create Silence
         * @description Stop the notices of alerts with these labels for a while. 400 `refused`: a matcher cannot work.
         */
        post: operations["create_silence"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/silences/{silence_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete Silence
         * @description End a silence now.
         */
        delete: operations["delete_silence"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Test Alert
         * @description Send a test alert to everybody who hears of this severity; it ends by itself after five minutes.
         */
        post: operations["test_alert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Audit
         * @description Acts, the latest first.
         */
        get: operations["list_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Audit
         * @description All acts that match as a file, streamed; the export is an act itself.
         */
        get: operations["export_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Login
         * @description Sign in with e-mail and password; the answer sets the session cookie, a new one each time.
         *
         *     401 `invalid_credentials`; 429 `login_throttled` with Retry-After after repeated failures.
         */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Logout
         * @description Sign out: ends the session on the server and clears the cookie. Harmless when nobody is signed in.
         */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Me
         * @description Who is signed in, and until when.
         */
        get: operations["me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change Password
         * @description Set one's own password; all other sessions end. 403 `wrong_password`.
         */
        post: operations["change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Session State
         * @description Whether somebody is signed in: what the screen asks before it shows itself. Never a 401.
         *
         *     A browser notes every 401 as a failed request; not to be signed in yet is no failure.
         */
        get: operations["session"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Sessions
         * @description One's own sessions, the last used first.
         */
        get: operations["list_sessions"];
        put?: never;
        post?: never;
        /**
         * Revoke Other Sessions
         * @description End all of one's own sessions but this one.
         */
        delete: operations["revoke_other_sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke Session
         * @description End one of one's own sessions.
         */
        delete: operations["revoke_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Tokens
         * @description One's own API tokens, the latest first; the tokens themselves are not shown again.
         */
        get: operations["list_tokens"];
        put?: never;
        /**
         * Create Token
         * @description Make an API token for a script. The answer is the only place where it can be read.
         */
        post: operations["create_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/tokens/{token_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke Token
         * @description Make one of one's own tokens useless, at once.
         */
        delete: operations["revoke_token"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/completions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create Chat Completion
         * @description An answer to a conversation, through the gateway, in the caller's name. Needs the role operator.
         *
         *     Closing the connection ends the call at the model. The call's trace names the caller, the conversation and
         *     the tag `chat`; it lies in the project that the gateway reports to.
         */
        post: operations["create_chat_completion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chat/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Chat Models
         * @description The models that can be talked to, with their limits and prices. Needs the role operator.
         */
        get: operations["list_chat_models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dashboards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Dashboards
         * @description The dashboards of this release.
         */
        get: operations["list_dashboards"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dashboards/{uid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Dashboard
         * @description A dashboard as Grafana has it: panels, variables, annotations.
         */
        get: operations["get_dashboard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dashboards/labels/{label}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Label Values
         * @description The values that a label of a metric has had: the choices of a dashboard's variable. 403: as a query.
         */
        get: operations["label_values"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dashboards/query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Query Prometheus
         * @description Ask Prometheus; the last hour by default, 90 days and 2,000 points a line at most. 400: bad PromQL.
         *
         *     403 `all_projects_required`: who sees some projects cannot ask for the AgentOps server's figures, nor
         *     without the name of a metric.
         */
        get: operations["query_prometheus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Projects
         * @description The projects that the caller may see, oldest first.
         */
        get: operations["list_projects"];
        put?: never;
        /**
         * Create Project
         * @description A new project with its first key, whose text is in this answer and nowhere else. 409 `name_taken`.
         */
        post: operations["create_project"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete Project
         * @description Delete a project with its keys and all that it stored; nothing brings it back. 409 `last_project`.
         */
        delete: operations["delete_project"];
        options?: never;
        head?: never;
        /**
         * Update Project
         * @description Rename it, or say for what it is. 409 `name_taken`.
         */
        patch: operations["update_project"];
        trace?: never;
    };
    "/api/projects/{project_id}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Keys
         * @description The project's keys, revoked and expired ones too; never their text.
         */
        get: operations["list_keys"];
        put?: never;
        /**
         * Create Key
         * @description A new key; its text is in this answer and nowhere else.
         */
        post: operations["create_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke Key
         * @description The key and its tokens stop working at once.
         */
        delete: operations["revoke_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/keys/{key_id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate Key
         * @description A key in place of this one, which stops working at once with all its tokens.
         */
        post: operations["rotate_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/proxy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Programs
         * @description Grafana, Langfuse, Prometheus, Alertmanager and the realtime dashboard, configured or not.
         */
        get: operations["list_programs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Users
         * @description All accounts, by e-mail.
         */
        get: operations["list_users"];
        put?: never;
        /**
         * Create User
         * @description Make an account; 409 `email_taken` when the e-mail has one.
         */
        post: operations["create_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get User
         * @description One account.
         */
        get: operations["get_user"];
        put?: never;
        post?: never;
        /**
         * Delete User
         * @description Remove an account with its sessions and tokens; the audit log keeps its name. 409 `last_admin`.
         */
        delete: operations["delete_user"];
        options?: never;
        head?: never;
        /**
         * Update User
         * @description Change an account; a new password, role or disabling ends its sessions. 409 `last_admin`.
         */
        patch: operations["update_user"];
        trace?: never;
    };
    "/api/users/{user_id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End User Sessions
         * @description Sign an account out everywhere.
         */
        delete: operations["end_user_sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Health
         * @description The portal and what it depends on. Always 200: `status` tells.
         */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Health Live
         * @description The process runs and answers.
         */
        get: operations["health_live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Health Metrics
         * @description The portal's own metrics for Prometheus; needs the Bearer token when PROMETHEUS_BEARER_TOKEN is set.
         */
        get: operations["health_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/metrics/json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Health Metrics Json
         * @description The same metrics as JSON, under the same condition.
         */
        get: operations["health_metrics_json"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Health Ready
         * @description Whether requests may be sent here: 503 when something the portal cannot do without is away.
         *
         *     The AgentOps server is not among those: without it the portal serves, and says what is missing.
         */
        get: operations["health_ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Account
         * @description An account, as admins see it.
         */
        Account: {
            /**
             * All Projects
             * @description Sees every project, also future ones
             */
            all_projects: boolean;
            /**
             * Created At
             * @example 2026-01-31T09:00:00.000000Z
             */
            created_at: string;
            /**
             * Disabled
             * @description May not sign in; sessions and tokens do not work
             */
            disabled: boolean;
            /** Email */
            email: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Project Ids
             * @description The projects it sees, unless all_projects
             */
            project_ids: string[];
            /**
             * Role
             * @enum {string}
             */
            role: "viewer" | "operator" | "admin";
        };
        /**
         * AccountCreate
         * @description An account to be.
         */
        AccountCreate: {
            /**
             * All Projects
             * @description Sees every project, also future ones
             * @default false
             */
            all_projects?: boolean;
            /**
             * Email
             * @example kim@example.com
             */
            email: string;
            /**
             * Name
             * @example Kim Minji
             */
            name: string;
            /**
             * Password
             * Format: password
             * @example correct horse battery
             */
            password: string;
            /**
             * Project Ids
             * @default []
             */
            project_ids?: string[];
            /**
             * Role
             * @default viewer
             * @enum {string}
             */
            role?: "viewer" | "operator" | "admin";
        };
        /**
         * AccountList
         * @description All accounts, by e-mail.
         */
        AccountList: {
            /** Users */
            users: components["schemas"]["Account"][];
        };
        /**
         * AccountUpdate
         * @description What to change; what is absent stays. A new password, role or disabling ends the account's sessions.
         */
        AccountUpdate: {
            /** All Projects */
            all_projects?: boolean | null;
            /** Disabled */
            disabled?: boolean | null;
            /** Name */
            name?: string | null;
            /** Password */
            password?: string | null;
            /** Project Ids */
            project_ids?: string[] | null;
            /** Role */
            role?: ("viewer" | "operator" | "admin") | null;
        };
        /**
         * Acknowledge
         * @description That one looks after an alert.
         */
        Acknowledge: {
            /**
             * Note
             * @default
             * @example restarting the model server
             */
            note?: string;
        };
        /**
         * AgentSession
         * @description A conversation: the traces of one session id that began in the window.
         */
        AgentSession: {
            /**
             * Active Ns
             * @description The traces' durations together
             */
            active_ns: number;
            /** Agents */
            agents: string[];
            /**
             * Cost Usd
             * @description Null when nothing has a price
             */
            cost_usd: number | null;
            /**
             * Duration Ns
             * @description From the first start to the last end, pauses included
             */
            duration_ns: number;
            /**
             * End Time
             * @description Of the last span
             * @example 2026-01-31T09:00:00.000000Z
             */
            end_time: string;
            /**
             * Error Count
             * @description Failed traces
             */
            error_count: number;
            /**
             * Input Preview
             * @description How it began
             */
            input_preview: string | null;
            /**
             * Latest Trace Id
             * @example 4bf92f3577b34da6a3ce929d0e0e4736
             */
            latest_trace_id: string;
            /** Llm Call Count */
            llm_call_count: number;
            /** Models */
            models: string[];
            /**
             * Output Preview
             * @description The latest answer
             */
            output_preview: string | null;
            /** Session Id */
            session_id: string;
            /** Span Count */
            span_count: number;
            /**
             * Start Time
             * @description Of the first trace
             * @example 2026-01-31T09:00:00.000000Z
             */
            start_time: string;
            /**
             * Status
             * @description Of the latest trace
             * @enum {string}
             */
            status: "OK" | "ERROR" | "INDETERMINATE";
            /** Tags */
            tags: string[];
            /** Total Tokens */
            total_tokens: number;
            /** Trace Count */
            trace_count: number;
            /** Unpriced Calls */
            unpriced_calls: number;
            /** User */
            user: string | null;
        };
        /**
         * AgentSessionList
         * @description A page of sessions.
         */
        AgentSessionList: {
            /**
             * Next Cursor
             * @description Send it as `cursor` for the next page; null on the last
             */
            next_cursor: string | null;
            /** Sessions */
            sessions: components["schemas"]["AgentSession"][];
            /** Total */
            total: number;
        };
        /**
         * AgentsUsage
         * @description Who did how much. A trace in which several agents took part counts for each of them.
         */
        AgentsUsage: {
            /** Agents */
            agents: components["schemas"]["Group_GroupFigures_"][];
            /**
             * Complete
             * @description Whether there are no more agents than these
             */
            complete: boolean;
            /**
             * End Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            end_time: string;
            /**
             * Interval
             * @description Length of a step: 1m, 5m, 15m, 30m, 1h, 3h, 6h, 12h, 1d, 1w, 1M
             * @example 1h
             */
            interval: string | null;
            previous: components["schemas"]["GroupFigures"] | null;
            /** Project Id */
            project_id: string;
            /**
             * Start Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            start_time: string;
            /** Time Zone */
            time_zone: string;
            totals: components["schemas"]["GroupFigures"];
        };
        /**
         * Alert
         * @description An alert that fires or is about to.
         */
        Alert: {
            acknowledged: components["schemas"]["Seen"] | null;
            /** Description */
            description: string;
            /**
             * Fingerprint
             * @description Alertmanager's id; empty while it is pending
             * @example 3d1f…
             */
            fingerprint: string;
            /** Has Runbook */
            has_runbook: boolean;
            /** Inhibited By */
            inhibited_by: components["schemas"]["Explains"][];
            /** Labels */
            labels: {
                [key: string]: string;
            };
            /**
             * Name
             * @example HighErrorRate
             */
            name: string;
            /**
             * Notified
             * @description Empty while it is pending, or without Alertmanager
             */
            notified: components["schemas"]["Notified"][];
            /**
             * Severity
             * @enum {string}
             */
            severity: "critical" | "warning" | "info";
            /**
             * Silenced By
             * @description Ids of silences
             */
            silenced_by: string[];
            /**
             * Since
             * @example 2026-01-31T09:00:00.000000Z
             */
            since: string;
            /**
             * State
             * @description inhibited: another alert explains it; pending: true, but not for long enough yet
             * @enum {string}
             */
            state: "firing" | "silenced" | "inhibited" | "pending";
            /** Summary */
            summary: string;
            /** @description Null where no traces are behind it, as for a full disk */
            traces: components["schemas"]["TracesBehind"] | null;
            /**
             * Value
             * @description What the rule's expression gives now; null where Prometheus does not say
             * @example 0.12
             */
            value: number | null;
        };
        /**
         * AlertList
         * @description What fires now, the gravest first.
         */
        AlertList: {
            /** Alerts */
            alerts: components["schemas"]["Alert"][];
            sources: components["schemas"]["Sources"];
        };
        /**
         * AlertTest
         * @description A test of the way that notices take.
         */
        AlertTest: {
            /**
             * Severity
             * @default warning
             * @enum {string}
             */
            severity?: "critical" | "warning" | "info";
        };
        /**
         * Alive
         * @description The process runs.
         */
        Alive: {
            /**
             * Status
             * @default ok
             * @constant
             */
            status?: "ok";
        };
        /**
         * Anomalies
         * @description What is unusual in a window, those that last first, then the latest.
         */
        Anomalies: {
            /**
             * Agents
             * @description Agents looked at
             */
            agents: number;
            /** Anomalies */
            anomalies: components["schemas"]["Anomaly"][];
            /**
             * Complete
             * @description Whether these are all; only the 40 busiest of each are looked at
             */
            complete: boolean;
            /**
             * End Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            end_time: string;
            /** Learning */
            learning: components["schemas"]["Learning"][];
            /**
             * Models
             * @description Models looked at
             */
            models: number;
            /**
             * Past Start Time
             * @description Since when the past counts
             * @example 2026-01-31T09:00:00.000000Z
             */
            past_start_time: string;
            /** Project Id */
            project_id: string;
            /**
             * Start Time
             * @description The window, from the start of its first hour
             * @example 2026-01-31T09:00:00.000000Z
             */
            start_time: string;
            /** Time Zone */
            time_zone: string;
        };
        /**
         * Anomaly
         * @description Hours in a row in which a model or agent was out of the ordinary.
         */
        Anomaly: {
            /**
             * Compared Hours
             * @description How many hours it was compared with
             */
            compared_hours: number;
            /**
             * Compared With
             * @description weekday_hour: the same hour of the same weekday; day_kind_hour: of working days or of weekends; hour: of all days; all_hours: every hour, while the past is short
             * @enum {string}
             */
            compared_with: "weekday_hour" | "day_kind_hour" | "hour" | "all_hours";
            /**
             * Count
             * @description Model calls, of an agent traces, in the worst hour
             */
            count: number;
            /**
             * Direction
             * @enum {string}
             */
            direction: "up" | "down";
            /**
             * Error Count
             * @description Those of them that failed
             */
            error_count: number;
            /**
             * Id
             * @description The same for the same anomaly, whenever it is asked for
             */
            id: string;
            link: components["schemas"]["AnomalyLink"];
            /**
             * Message
             * @description All of this as a sentence, in English
             * @example Model qwen-235b: 412 model calls, 3.4 times the usual in the hour from 14:00 on 2026-01-30.
             */
            message: string;
            /**
             * Metric
             * @description cost: US dollars an hour; latency: the 95th percentile; errors: failed / all; volume: model calls, of an agent traces, an hour
             * @enum {string}
             */
            metric: "volume" | "errors" | "latency" | "cost";
            /**
             * Name
             * @description The model or agent
             * @example qwen-235b
             */
            name: string;
            /**
             * Score
             * @description Distance from the median in units of the usual scatter (1.4826 median absolute deviations, of the logarithms but for errors) or of chance alone: 4 and more
             */
            score: number;
            /**
             * Severity
             * @description critical: four times the usual, a quarter of all failing more than usual, or next to no traffic where there is some
             * @enum {string}
             */
            severity: "warning" | "critical";
            /**
             * Since
             * @description Start of the first hour out of the ordinary
             * @example 2026-01-31T09:00:00.000000Z
             */
            since: string;
            /**
             * Subject
             * @enum {string}
             */
            subject: "model" | "agent";
            /**
             * Times
             * @description value / usual; null where the usual is nothing
             */
            times: number | null;
            /**
             * Unit
             * @enum {string}
             */
            unit: "count_per_hour" | "ratio" | "ms" | "usd_per_hour";
            /**
             * Until
             * @description End of the last one; null: it lasts until the end of the window
             */
            until: string | null;
            /**
             * Usual
             * @description The median of the hours compared with
             */
            usual: number;
            /**
             * Usual High
             * @description One of ten hours compared with had more
             */
            usual_high: number;
            /**
             * Usual Low
             * @description One of ten hours compared with had less
             */
            usual_low: number;
            /**
             * Value
             * @description In the worst hour
             */
            value: number;
            /**
             * Worst At
             * @description Start of the hour that the figures are of
             * @example 2026-01-31T09:00:00.000000Z
             */
            worst_at: string;
        };
        /**
         * AnomalyLink
         * @description Which traces to look at: the query of the list of traces.
         */
        AnomalyLink: {
            /**
             * End Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            end_time: string;
            /**
             * Q
             * @description In the filter language
             * @example model=qwen-235b status:error
             */
            q: string;
            /**
             * Start Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            start_time: string;
        };
        /**
         * ApiTokenCreate
         * @description A token to be.
         */
        ApiTokenCreate: {
            /**
             * Expires In Days
             * @default 90
             */
            expires_in_days?: number;
            /**
             * Name
             * @description What it is for
             * @example nightly report
             */
            name: string;
            /**
             * Project Ids
             * @description Only these projects
             */
            project_ids?: string[] | null;
            /**
             * Role
             * @description What it may do at most
             * @default viewer
             * @enum {string}
             */
            role?: "viewer" | "operator" | "admin";
        };
        /**
         * ApiTokenCreated
         * @description A new token; this is the only time that it is shown.
         */
        ApiTokenCreated: {
            info: components["schemas"]["ApiTokenOut"];
            /**
             * Token
             * @description Send it as `Authorization: Bearer ...`
             * @example apt_Xy12...
             */
            token: string;
        };
        /**
         * ApiTokenList
         * @description One's own tokens, the latest first.
         */
        ApiTokenList: {
            /** Tokens */
            tokens: components["schemas"]["ApiTokenOut"][];
        };
        /**
         * ApiTokenOut
         * @description A token, without the token.
         */
        ApiTokenOut: {
            /**
             * Created At
             * @example 2026-01-31T09:00:00.000000Z
             */
            created_at: string;
            /**
             * Expires At
             * @example 2026-01-31T09:00:00.000000Z
             */
            expires_at: string;
            /**
             * Hint
             * @description How the token begins
             * @example apt_Xy12
             */
            hint: string;
            /** Id */
            id: string;
            /** Last Used At */
            last_used_at: string | null;
            /** Name */
            name: string;
            /**
             * Project Ids
             * @description Only these projects; null: all that its owner may see
             */
            project_ids: string[] | null;
            /**
             * Role
             * @description What it may do at most; never more than its owner
             * @enum {string}
             */
            role: "viewer" | "operator" | "admin";
        };
        /**
         * AuditEntry
         * @description One act.
         */
        AuditEntry: {
            /**
             * Action
             * @example user.create
             */
            action: string;
            /** Actor Email */
            actor_email: string;
            /**
             * Actor Id
             * @description Null: the portal itself
             */
            actor_id: string | null;
            /** Address */
            address: string;
            /**
             * Details
             * @description By the action; never a secret
             */
            details: {
                [key: string]: unknown;
            };
            /** Id */
            id: number;
            /** Request Id */
            request_id: string;
            /**
             * Target
             * @description What it was done to: an e-mail, an id
             * @example kim@example.com
             */
            target: string;
            /**
             * Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            time: string;
            /**
             * Via
             * @description session, token, password or oidc (a sign-in), or system
             */
            via: string;
        };
        /**
         * AuditPage
         * @description Acts, the latest first.
         */
        AuditPage: {
            /** Events */
            events: components["schemas"]["AuditEntry"][];
            /**
             * Next Cursor
             * @description Send it as `cursor` for older acts; null at the end
             */
            next_cursor: string | null;
        };
        /**
         * Band
         * @description Times from `from_ms` on and below `to_ms`.
         */
        Band: {
            /** Count */
            count: number;
            /**
             * Errors
             * @description Those of them that failed
             */
            errors: number;
            /** From Ms */
            from_ms: number;
            /**
             * Previous
             * @description In the window before; null unless compared
             */
            previous: number | null;
            /**
             * To Ms
             * @description Null: no end
             */
            to_ms: number | null;
        };
        /**
         * Behind
         * @description The traces behind a figure: what to give to `GET /api/agentops/traces`.
         */
        Behind: {
            /**
             * End Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            end_time: string;
            /**
             * Exact
             * @description Whether it finds these traces only; else there may be others among them
             */
            exact: boolean;
            /**
             * Q
             * @description A filter
             * @example model=qwen-235b key=billing
             */
            q: string;
            /**
             * Start Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            start_time: string;
        };
        /**
         * Breakdown
         * @description Figures by group.
         */
        Breakdown: {
            /**
             * By
             * @enum {string}
             */
            by: "model" | "provider" | "team" | "key" | "status" | "service" | "name" | "user" | "session" | "agent" | "tool" | "tag";
            /**
             * Complete
             * @description Whether there are no more groups than these
             */
            complete: boolean;
            /**
             * End Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            end_time: string;
            /** Groups */
            groups: components["schemas"]["Group_GroupFigures_"][];
            /**
             * Interval
             * @description Length of a step: 1m, 5m, 15m, 30m, 1h, 3h, 6h, 12h, 1d, 1w, 1M
             * @example 1h
             */
            interval: string | null;
            previous: components["schemas"]["GroupFigures"] | null;
            /** Project Id */
            project_id: string;
            /**
             * Start Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            start_time: string;
            /** Time Zone */
            time_zone: string;
            totals: components["schemas"]["GroupFigures"];
        };
        /**
         * Capabilities
         * @description What the AgentOps server behind the portal can do.
         */
        Capabilities: {
            /**
             * Capabilities
             * @example [
             *       "traces.search",
             *       "traces.detail",
             *       "metrics"
             *     ]
             */
            capabilities: string[];
            /**
             * Missing
             * @description Fields that this server does not tell, by answer (traces: the list, trace: the detail, metrics): they are null, 0 or empty there and mean nothing. Of the portal's own server: none
             * @default {}
             * @example {
             *       "metrics": [
             *         "by_model"
             *       ]
             *     }
             */
            missing?: {
                [key: string]: string[];
            };
            /**
             * Server
             * @example agent-portal-agentops
             */
            server: string;
            /** Version */
            version: string;
        };
        /**
         * ChatAnswer
         * @description The message of an answer.
         */
        ChatAnswer: {
            /** Content */
            content: string;
            /**
             * Reasoning Content
             * @description What a model that reasons says before it answers
             */
            reasoning_content: string | null;
            /**
             * Role
             * @default assistant
             * @constant
             */
            role?: "assistant";
        };
        /**
         * ChatChoice
         * @description One answer.
         */
        ChatChoice: {
            /**
             * Finish Reason
             * @example stop
             */
            finish_reason: string | null;
            /** Index */
            index: number;
            message: components["schemas"]["ChatAnswer"];
        };
        /**
         * ChatCompletion
         * @description OpenAI's `chat.completion`.
         */
        ChatCompletion: {
            /** Choices */
            choices: components["schemas"]["ChatChoice"][];
            /** Created */
            created: number;
            /** Id */
            id: string;
            /** Model */
            model: string;
            /**
             * Object
             * @default chat.completion
             * @constant
             */
            object?: "chat.completion";
            usage: components["schemas"]["ChatUsage"] | null;
        };
        /**
         * ChatMessage
         * @description One message of the conversation so far.
         */
        ChatMessage: {
            /**
             * Content
             * @example What is a span?
             */
            content: string;
            /**
             * Role
             * @enum {string}
             */
            role: "system" | "user" | "assistant";
        };
        /**
         * ChatModel
         * @description A model of the gateway that can be talked to.
         */
        ChatModel: {
            /** Cached Input Price */
            cached_input_price: string | null;
            /**
             * Id
             * @example qwen-235b
             */
            id: string;
            /**
             * Input Price
             * @description Null: the gateway has no price for it
             */
            input_price: string | null;
            /** Max Input Tokens */
            max_input_tokens: number | null;
            /** Max Output Tokens */
            max_output_tokens: number | null;
            /** Output Price */
            output_price: string | null;
        };
        /**
         * ChatModels
         * @description The models, by name.
         */
        ChatModels: {
            /** Models */
            models: components["schemas"]["ChatModel"][];
        };
        /**
         * ChatRequest
         * @description A conversation to go on with. A field that is not here is refused, not ignored.
         */
        ChatRequest: {
            /** Frequency Penalty */
            frequency_penalty?: number | null;
            /**
             * Max Tokens
             * @description Longest answer. Default: what the model allows
             */
            max_tokens?: number | null;
            /** Messages */
            messages: components["schemas"]["ChatMessage"][];
            /**
             * Mode
             * @description Noted on the trace and in the gateway's metrics
             */
            mode?: ("fast" | "balanced" | "creative") | null;
            /**
             * Model
             * @example qwen-235b
             */
            model: string;
            /** Presence Penalty */
            presence_penalty?: number | null;
            /** Seed */
            seed?: number | null;
            /**
             * Session Id
             * @description The conversation it belongs to. Default: a new one, see the header X-Session-Id
             */
            session_id?: string | null;
            /** Stop */
            stop?: string[] | null;
            /**
             * Stream
             * @description Token by token, as server-sent events; else all at once
             * @default true
             */
            stream?: boolean;
            /** Temperature */
            temperature?: number | null;
            /** Top P */
            top_p?: number | null;
        };
        /**
         * ChatUsage
         * @description Tokens.
         */
        ChatUsage: {
            /** Completion Tokens */
            completion_tokens: number;
            completion_tokens_details?: components["schemas"]["CompletionDetails"] | null;
            /** Prompt Tokens */
            prompt_tokens: number;
            prompt_tokens_details?: components["schemas"]["PromptDetails"] | null;
            /** Total Tokens */
            total_tokens: number;
        };
        /**
         * Completion
         * @description What may replace `length` characters from `start` on, and what is wrong with the text as it is.
         */
        Completion: {
            /**
             * Error
             * @description As of `invalid_filter`: message, position, length, found, expected, suggestion
             */
            error: {
                [key: string]: components["schemas"]["JsonValue"];
            } | null;
            /** Length */
            length: number;
            /** Start */
            start: number;
            /** Suggestions */
            suggestions: components["schemas"]["Suggestion"][];
        };
        /**
         * CompletionDetails
         * @description Of the tokens of the answer.
         */
        CompletionDetails: {
            /** Reasoning Tokens */
            reasoning_tokens?: number | null;
        };
        /**
         * Component
         * @description One thing the portal depends on.
         */
        Component: {
            /**
             * Detail
             * @description What is wrong and what to do, or a word of reassurance
             */
            detail: string;
            /**
             * Name
             * @description database, agentops-server, gateway, model-server, prometheus, alertmanager, grafana, langfuse, realtime: those that are configured
             * @example agentops-server
             */
            name: string;
            /**
             * Required
             * @description Whether the portal cannot serve without it
             */
            required: boolean;
            /**
             * Setting
             * @description The variable of .env that says where it is
             * @example AGENTOPS_API_ENDPOINT
             */
            setting: string;
            /**
             * Since
             * @description When this status was first seen
             * @example 2026-01-31T09:00:00.000000Z
             */
            since: string;
            /**
             * Status
             * @enum {string}
             */
            status: "ok" | "down";
            /**
             * Trouble
             * @description What is wrong, for programs; null: nothing. unreachable: start it or correct its address; timeout: see what it is busy with; wrong_answer: something else listens there, or another release; wrong_credentials: both sides need the same secret; unhealthy: it says so itself, its log has the reason; limited: it serves, with less than the portal can show
             * @example unreachable
             */
            trouble: ("unreachable" | "timeout" | "wrong_answer" | "wrong_credentials" | "unhealthy" | "limited") | null;
        };
        /**
         * CostFigures
         * @description Money.
         */
        CostFigures: {
            /**
             * Calls
             * @description Model calls, each once
             */
            calls: number;
            /**
             * Cost Avg Usd
             * @description Of a priced trace; by model and the like, of a call
             */
            cost_avg_usd: number | null;
            /** Cost Usd */
            cost_usd: number | null;
            /** Traces */
            traces: number;
            /**
             * Unpriced Calls
             * @description Model calls without a price; not in cost_usd
             */
            unpriced_calls: number;
        };
        /**
         * CostTrend
         * @description What was spent, over time.
         */
        CostTrend: {
            /**
             * Complete
             * @description Whether there are no more groups than these
             */
            complete: boolean;
            /**
             * End Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            end_time: string;
            /** Group By */
            group_by: ("model" | "provider" | "team" | "key" | "status" | "service" | "name" | "user" | "session" | "agent" | "tool" | "tag") | null;
            /** Groups */
            groups: components["schemas"]["Group_CostFigures_"][];
            /**
             * Interval
             * @description Length of a step: 1m, 5m, 15m, 30m, 1h, 3h, 6h, 12h, 1d, 1w, 1M
             * @example 1h
             */
            interval: string | null;
            /** @description The window of the same length before; null unless compared */
            previous: components["schemas"]["CostFigures"] | null;
            /** Previous Series */
            previous_series: components["schemas"]["Point_CostFigures_"][];
            /** Project Id */
            project_id: string;
            /** Series */
            series: components["schemas"]["Point_CostFigures_"][];
            /**
             * Start Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            start_time: string;
            /** Time Zone */
            time_zone: string;
            /** @description Of everything that matches, nothing counted twice */
            totals: components["schemas"]["CostFigures"];
        };
        /**
         * DashboardDocument
         * @description A dashboard as Grafana's JSON model of dashboards describes it.
         */
        DashboardDocument: {
            [key: string]: unknown;
        };
        /**
         * DashboardInfo
         * @description A dashboard in the list.
         */
        DashboardInfo: {
            /** Description */
            description: string;
            /** Panels */
            panels: number;
            /** Tags */
            tags: string[];
            /**
             * Title
             * @example LLM Dashboard
             */
            title: string;
            /**
             * Uid
             * @example llm-dashboard
             */
            uid: string;
        };
        /**
         * DashboardList
         * @description The dashboards, by title.
         */
        DashboardList: {
            /** Dashboards */
            dashboards: components["schemas"]["DashboardInfo"][];
        };
        /**
         * DeadLetter
         * @description Something that was acknowledged and then refused by the store: mostly one span, record or point.
         */
        DeadLetter: {
            /** Bytes */
            bytes: number;
            /**
             * Failed At
             * @example 2026-01-31T09:00:00.000000Z
             */
            failed_at: string;
            /**
             * Field
             * @description The field at fault, where the store says so; or empty
             * @default
             */
            field?: string;
            /** Id */
            id: string;
            /**
             * Name
             * @description Of the span or metric; of a log record its event or severity
             * @default
             */
            name?: string;
            /**
             * Reason
             * @description What is wrong
             */
            reason: string;
            /**
             * Received At
             * @example 2026-01-31T09:00:00.000000Z
             */
            received_at: string;
            /**
             * Signal
             * @description traces, logs or metrics
             * @default traces
             */
            signal?: string;
            /**
             * Span Id
             * @description 16 hex digits, or empty
             * @default
             */
            span_id?: string;
            /**
             * Spans
             * @description Spans, log records or metric points
             */
            spans: number;
            /**
             * Trace Id
             * @description 32 hex digits, or empty
             * @default
             */
            trace_id?: string;
        };
        /**
         * DeadLetterDetail
         * @description A dead letter with what it holds.
         */
        DeadLetterDetail: {
            /** Bytes */
            bytes: number;
            /**
             * Content
             * @description The request in OTLP's JSON
             */
            content: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /**
             * Failed At
             * @example 2026-01-31T09:00:00.000000Z
             */
            failed_at: string;
            /**
             * Field
             * @description The field at fault, where the store says so; or empty
             * @default
             */
            field?: string;
            /** Id */
            id: string;
            /**
             * Is Cut
             * @description Whether long texts, long lists or deep values were cut
             */
            is_cut: boolean;
            /**
             * Name
             * @description Of the span or metric; of a log record its event or severity
             * @default
             */
            name?: string;
            /**
             * Reason
             * @description What is wrong
             */
            reason: string;
            /**
             * Received At
             * @example 2026-01-31T09:00:00.000000Z
             */
            received_at: string;
            /**
             * Signal
             * @description traces, logs or metrics
             * @default traces
             */
            signal?: string;
            /**
             * Span Id
             * @description 16 hex digits, or empty
             * @default
             */
            span_id?: string;
            /**
             * Spans
             * @description Spans, log records or metric points
             */
            spans: number;
            /**
             * Trace Id
             * @description 32 hex digits, or empty
             * @default
             */
            trace_id?: string;
        };
        /**
         * DeadLetterList
         * @description A page of dead letters, the newest first.
         */
        DeadLetterList: {
            /** Dead Letters */
            dead_letters: components["schemas"]["DeadLetter"][];
            limits?: components["schemas"]["LetterLimits"] | null;
            /** Next Cursor */
            next_cursor?: string | null;
            /**
             * Total
             * @description In all pages; null: the server does not count
             */
            total?: number | null;
            /**
             * Total Spans
             * @description Spans, log records and points in all of them
             */
            total_spans?: number | null;
        };
        /**
         * EffectivePolicy
         * @description What applies.
         */
        EffectivePolicy: {
            /** Patterns */
            patterns: ("email" | "phone" | "kr_rrn" | "credit_card" | "api_key" | "ip")[];
            /**
             * Payload Mode
             * @enum {string}
             */
            payload_mode: "full" | "masked" | "none";
            /**
             * Payload Retention Days
             * @description 0: as long as the rest
             */
            payload_retention_days: number;
            rate_limits: components["schemas"]["EffectiveRates"];
            /**
             * Retention Days
             * @description 0: for ever
             */
            retention_days: number;
        };
        /**
         * EffectiveRates
         * @description Limits as they apply; 0: none.
         */
        EffectiveRates: {
            /** Item Burst */
            item_burst: number;
            /** Items Per Minute */
            items_per_minute: number;
            /** Request Burst */
            request_burst: number;
            /** Requests Per Second */
            requests_per_second: number;
        };
        /**
         * Episode
         * @description From when to when an alert fired.
         */
        Episode: {
            /**
             * Ended
             * @description Null: it still fired at the end of the window
             */
            ended: string | null;
            /** Labels */
            labels: {
                [key: string]: string;
            };
            /** Name */
            name: string;
            /**
             * Severity
             * @enum {string}
             */
            severity: "critical" | "warning" | "info";
            /**
             * Started
             * @example 2026-01-31T09:00:00.000000Z
             */
            started: string;
        };
        /**
         * ErrorBody
         * @description The body of every error answer.
         */
        ErrorBody: {
            error: components["schemas"]["ErrorInfo"];
        };
        /**
         * ErrorGroup
         * @description Failures of the same kind of step with the same type and, but for ids and numbers, the same message.
         */
        ErrorGroup: {
            /** Agents */
            agents: string[];
            /**
             * Count
             * @description Failed spans
             */
            count: number;
            /** Error Type */
            error_type: string | null;
            /**
             * Fingerprint
             * @description The same for the same failure at any time
             */
            fingerprint: string;
            /**
             * First Seen
             * @description In the window
             * @example 2026-01-31T09:00:00.000000Z
             */
            first_seen: string;
            /**
             * Kind
             * @description Of the spans that failed: llm, tool, agent, …
             */
            kind: string;
            /**
             * Last Seen
             * @example 2026-01-31T09:00:00.000000Z
             */
            last_seen: string;
            /**
             * Message
             * @description The latest
             */
            message: string;
            /** Models */
            models: string[];
            /** Names */
            names: string[];
            /**
             * Pattern
             * @description The message with placeholders for what differs
             */
            pattern: string;
            /** Services */
            services: string[];
            /** Tools */
            tools: string[];
            /** Trace Count */
            trace_count: number;
            /**
             * Trace Ids
             * @description The latest five
             */
            trace_ids: string[];
            /**
             * Trend
             * @description Failures in each of 24 equal parts of the window
             */
            trend: number[];
            /** User Count */
            user_count: number;
        };
        /**
         * ErrorGroups
         * @description What failed in a window.
         */
        ErrorGroups: {
            /**
             * Complete
             * @description Whether there are no more groups than these
             */
            complete: boolean;
            /** Groups */
            groups: components["schemas"]["ErrorGroup"][];
        };
        /**
         * ErrorInfo
         * @description What went wrong.
         */
        ErrorInfo: {
            /**
             * Code
             * @description Stable, machine-readable
             * @example not_found
             */
            code: string;
            /**
             * Details
             * @description More, by the code
             */
            details?: {
                [key: string]: unknown;
            } | null;
            /**
             * Message
             * @description What happened and what to do
             * @example No trace with this id.
             */
            message: string;
            /**
             * Request Id
             * @description Find this id in the server's log
             * @example 5f0c1f1e9d
             */
            request_id: string | null;
        };
        /**
         * Explains
         * @description An alert that explains another, which is therefore not told.
         */
        Explains: {
            /**
             * Fingerprint
             * @example 3d1f0c7be1a2f9d4
             */
            fingerprint: string;
            /**
             * Name
             * @example LLMServiceDown
             */
            name: string;
        };
        /**
         * ExportRequest
         * @description Which traces, in which format.
         * @example {
         *       "format": "csv",
         *       "q": "status:error"
         *     }
         */
        ExportRequest: {
            /**
             * End Time
             * @description End of the window, exclusive. Default: now
             * @example 2026-02-01T09:00:00Z
             */
            end_time?: string | null;
            /**
             * Format
             * @description Format of the file
             * @default csv
             * @enum {string}
             */
            format?: "csv" | "jsonl" | "parquet";
            /**
             * Model
             * @description Only traces that called this model; `*`: any characters
             */
            model?: string | null;
            /**
             * Q
             * @description The filter language: `status:error model:qwen* cost>0.01 latency>2s tag:prod "free text"`, with and, or, not and parentheses. 422 `invalid_filter` says where it is wrong
             * @default
             * @example status:error cost>0.01
             */
            q?: string;
            /**
             * Start Time
             * @description Start of the window: ISO 8601 (without a zone: UTC) or epoch seconds. Default: 24 hours before end_time
             * @example 2026-01-31T09:00:00Z
             */
            start_time?: string | null;
            /**
             * Status
             * @description Only traces that ended so
             */
            status?: ("OK" | "ERROR" | "INDETERMINATE") | null;
        };
        /**
         * Facet
         * @description The most frequent values of a field.
         */
        Facet: {
            /**
             * Complete
             * @description Whether there are no other values
             */
            complete: boolean;
            /**
             * Field
             * @example model
             */
            field: string;
            /** Values */
            values: components["schemas"]["FacetValue"][];
        };
        /**
         * Facets
         * @description The values by which traces can be filtered.
         */
        Facets: {
            /** Facets */
            facets: components["schemas"]["Facet"][];
        };
        /**
         * FacetValue
         * @description A value, and how many of the traces have it.
         */
        FacetValue: {
            /** Count */
            count: number;
            /** Value */
            value: string;
        };
        /**
         * Flow
         * @description Who calls whom, from real parents and children.
         */
        Flow: {
            /**
             * Complete
             * @description Whether the graph is of all of them
             */
            complete: boolean;
            /** Edges */
            edges: components["schemas"]["FlowEdge"][];
            /** Nodes */
            nodes: components["schemas"]["FlowNode"][];
            /**
             * Total Traces
             * @description Traces in the window
             */
            total_traces: number;
            /**
             * Trace Count
             * @description Traces that the graph is made of, the latest ones
             */
            trace_count: number;
        };
        /**
         * FlowEdge
         * @description Calls of `target` from `source`; the figures are the target's.
         */
        FlowEdge: {
            /** Avg Latency Ms */
            avg_latency_ms: number | null;
            /** Calls */
            calls: number;
            /**
             * Cost Usd
             * @description Null when nothing has a price
             */
            cost_usd: number | null;
            /** Errors */
            errors: number;
            /** P95 Latency Ms */
            p95_latency_ms: number | null;
            /** Source */
            source: string;
            /** Target */
            target: string;
            /** Total Tokens */
            total_tokens: number;
            /** Unpriced Calls */
            unpriced_calls: number;
        };
        /**
         * FlowNode
         * @description An agent, a tool or a model; or where it all starts.
         */
        FlowNode: {
            /** Avg Latency Ms */
            avg_latency_ms: number | null;
            /** Calls */
            calls: number;
            /**
             * Cost Usd
             * @description Null when nothing has a price
             */
            cost_usd: number | null;
            /** Errors */
            errors: number;
            /**
             * Id
             * @example agent:researcher
             */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "start" | "agent" | "tool" | "model";
            /** Name */
            name: string;
            /** P95 Latency Ms */
            p95_latency_ms: number | null;
            /** Total Tokens */
            total_tokens: number;
            /** Unpriced Calls */
            unpriced_calls: number;
        };
        /**
         * GatewayCount
         * @description The gateway's own count of its calls, which it writes on each of them.
         */
        GatewayCount: {
            /**
             * Calls
             * @description Counted between the first and the last known call of each
             */
            calls: number;
            /**
             * Gateways
             * @description Processes of the gateway that were at work in the window
             */
            gateways: number;
            /**
             * Known Calls
             * @description Of these, the ones among the traces
             */
            known_calls: number;
            /**
             * Known Usd
             * @description US dollars
             * @example 0.000123
             */
            known_usd: string;
            /**
             * Spent Usd
             * @description What LiteLLM says the counted calls cost
             * @example 0.000123
             */
            spent_usd: string;
        };
        /** Group[CostFigures] */
        Group_CostFigures_: {
            /**
             * Cost Share
             * @description Its part of the whole cost, 0 to 1; null without cost
             */
            cost_share: number | null;
            /**
             * Key
             * @description The value it is grouped by; null where there is none
             */
            key: string | null;
            previous: components["schemas"]["CostFigures"] | null;
            /** Series */
            series: components["schemas"]["Point_CostFigures_"][];
            values: components["schemas"]["CostFigures"];
        };
        /** Group[GroupFigures] */
        Group_GroupFigures_: {
            /**
             * Cost Share
             * @description Its part of the whole cost, 0 to 1; null without cost
             */
            cost_share: number | null;
            /**
             * Key
             * @description The value it is grouped by; null where there is none
             */
            key: string | null;
            previous: components["schemas"]["GroupFigures"] | null;
            /** Series */
            series: components["schemas"]["Point_GroupFigures_"][];
            values: components["schemas"]["GroupFigures"];
        };
        /** Group[PerformanceFigures] */
        Group_PerformanceFigures_: {
            /**
             * Cost Share
             * @description Its part of the whole cost, 0 to 1; null without cost
             */
            cost_share: number | null;
            /**
             * Key
             * @description The value it is grouped by; null where there is none
             */
            key: string | null;
            previous: components["schemas"]["PerformanceFigures"] | null;
            /** Series */
            series: components["schemas"]["Point_PerformanceFigures_"][];
            values: components["schemas"]["PerformanceFigures"];
        };
        /** Group[TokenFigures] */
        Group_TokenFigures_: {
            /**
             * Cost Share
             * @description Its part of the whole cost, 0 to 1; null without cost
             */
            cost_share: number | null;
            /**
             * Key
             * @description The value it is grouped by; null where there is none
             */
            key: string | null;
            previous: components["schemas"]["TokenFigures"] | null;
            /** Series */
            series: components["schemas"]["Point_TokenFigures_"][];
            values: components["schemas"]["TokenFigures"];
        };
        /**
         * GroupFigures
         * @description Everything about a group.
         */
        GroupFigures: {
            /** Calls */
            calls: number;
            /** Completion Tokens */
            completion_tokens: number;
            /** Cost Usd */
            cost_usd: number | null;
            /** Error Rate */
            error_rate: number | null;
            /**
             * Errors
             * @description Failed traces; by model, provider, team and key, failed calls
             */
            errors: number;
            /** Latency Avg Ms */
            latency_avg_ms: number | null;
            /** Latency P50 Ms */
            latency_p50_ms: number | null;
            /** Latency P95 Ms */
            latency_p95_ms: number | null;
            /** Prompt Tokens */
            prompt_tokens: number;
            /** Total Tokens */
            total_tokens: number;
            /** Traces */
            traces: number;
            /** Ttft P50 Ms */
            ttft_p50_ms: number | null;
            /** Ttft P95 Ms */
            ttft_p95_ms: number | null;
            /** Unpriced Calls */
            unpriced_calls: number;
            /**
             * Users
             * @description Different users
             */
            users: number;
        };
        /**
         * Guardrail
         * @description What one guardrail did.
         */
        Guardrail: {
            /**
             * Block Rate
             * @description blocked / runs: 0 to 1
             */
            block_rate: number;
            /**
             * Blocked
             * @description Runs in which it stepped in
             */
            blocked: number;
            /**
             * Blocked Trace Ids
             * @description The latest five in which it stepped in
             */
            blocked_trace_ids: string[];
            /**
             * Failed
             * @description Runs that gave no answer
             */
            failed: number;
            /**
             * Last Seen
             * @example 2026-01-31T09:00:00.000000Z
             */
            last_seen: string;
            /** Latency Avg Ms */
            latency_avg_ms: number | null;
            /** Latency P95 Ms */
            latency_p95_ms: number | null;
            /**
             * Modes
             * @description When it looked: pre_call, during_call, post_call
             */
            modes: string[];
            /**
             * Name
             * @example no-ssn
             */
            name: string;
            /** Providers */
            providers: string[];
            /** Runs */
            runs: number;
            /**
             * Series
             * @description Every step of the window, empty ones too
             */
            series: components["schemas"]["GuardrailPoint"][];
            /** Trace Count */
            trace_count: number;
        };
        /**
         * GuardrailPoint
         * @description A step of the series.
         */
        GuardrailPoint: {
            /** Blocked */
            blocked: number;
            /** Runs */
            runs: number;
            /**
             * Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            time: string;
        };
        /**
         * Guardrails
         * @description The guardrails of a window, the busiest first.
         */
        Guardrails: {
            /** Blocked */
            blocked: number;
            /**
             * Complete
             * @description Whether there are no more than these
             */
            complete: boolean;
            /** Guardrails */
            guardrails: components["schemas"]["Guardrail"][];
            /** Interval */
            interval: string;
            /**
             * Runs
             * @description Of the guardrails that are listed
             */
            runs: number;
            /** Time Zone */
            time_zone: string;
        };
        /**
         * Health
         * @description The portal and what it depends on.
         */
        Health: {
            /** Components */
            components: components["schemas"]["Component"][];
            /**
             * Status
             * @description down: cannot serve; degraded: serves, but a part is missing
             * @enum {string}
             */
            status: "ok" | "degraded" | "down";
            /**
             * Version
             * @example 0.1.0
             */
            version: string;
        };
        /**
         * Histogram
         * @description How often what length of time occurred. Bands follow each other without gaps, about ten a decade.
         */
        Histogram: {
            /**
             * Bands
             * @description From the shortest to the longest with anything in it
             */
            bands: components["schemas"]["Band"][];
            /**
             * End Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            end_time: string;
            /**
             * Interval
             * @description Length of a step: 1m, 5m, 15m, 30m, 1h, 3h, 6h, 12h, 1d, 1w, 1M
             * @example 1h
             */
            interval: string | null;
            /**
             * Of
             * @enum {string}
             */
            of: "latency" | "ttft";
            /** Project Id */
            project_id: string;
            /**
             * Start Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            start_time: string;
            /** Time Zone */
            time_zone: string;
        };
        /**
         * History
         * @description What fired in a window, the latest first.
         */
        History: {
            /** Episodes */
            episodes: components["schemas"]["Episode"][];
            /**
             * Resolution S
             * @description Starts and ends are known to so many seconds
             */
            resolution_s: number;
        };
        /**
         * IngestStatus
         * @description What became of everything that was sent in, since the AgentOps server's data folder was made.
         */
        IngestStatus: {
            /**
             * Accepted Spans
             * @description Acknowledged: on disk
             */
            accepted_spans: number;
            /**
             * Damaged Spool Bytes
             * @description Acknowledged bytes that the disk changed
             * @default 0
             */
            damaged_spool_bytes?: number;
            /**
             * Dead Lettered Spans
             * @description Kept aside now because the store refused them
             */
            dead_lettered_spans: number;
            /**
             * Discarded Spans
             * @description Dead letters that are gone, by command or bounds
             * @default 0
             */
            discarded_spans?: number;
            /**
             * Duplicate Spans
             * @description Sent again, and counted once
             * @default 0
             */
            duplicate_spans?: number;
            /**
             * Lost Spans
             * @description Acknowledged, and nowhere: must be 0
             */
            lost_spans: number;
            /**
             * Rejected By Reason
             * @description Requests that were not taken; they add up to rejected_requests
             */
            rejected_by_reason?: {
                [key: string]: number;
            };
            /** Rejected Requests */
            rejected_requests: number;
            /**
             * Rejected Spans
             * @description Left out of accepted requests; their sender knows
             * @default 0
             */
            rejected_spans?: number;
            /**
             * Spool Bytes
             * @description Acknowledged, not yet queryable
             */
            spool_bytes: number;
            /**
             * Spool Oldest Age S
             * @description Age of the oldest span not yet queryable
             */
            spool_oldest_age_s: number | null;
            /**
             * Stored Spans
             * @description Queryable
             */
            stored_spans: number;
            /**
             * Unauthenticated Requests
             * @description Exports that came without a valid token
             */
            unauthenticated_requests: number;
            /**
             * Waiting Spans
             * @description Acknowledged, not yet queryable
             * @default 0
             */
            waiting_spans?: number;
        };
        JsonValue: unknown;
        /**
         * Key
         * @description An API key without its text.
         */
        Key: {
            /**
             * Created At
             * @example 2026-01-31T09:00:00.000000Z
             */
            created_at: string;
            /** Expires At */
            expires_at: string | null;
            /**
             * Hint
             * @description Its last four characters
             * @example 9f3c
             */
            hint: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Revoked At */
            revoked_at: string | null;
            /**
             * Scopes
             * @example [
             *       "ingest",
             *       "read"
             *     ]
             */
            scopes: string[];
        };
        /**
         * KeyCreate
         * @description A key to create.
         */
        KeyCreate: {
            /**
             * Expires At
             * @description Left out: never
             */
            expires_at?: string | null;
            /**
             * Name
             * @example research
             */
            name: string;
            /**
             * Scopes
             * @default [
             *       "ingest",
             *       "read"
             *     ]
             */
            scopes?: ("ingest" | "read" | "admin")[];
        };
        /**
         * KeyList
         * @description The keys of a project, revoked ones too.
         */
        KeyList: {
            /** Keys */
            keys: components["schemas"]["Key"][];
        };
        /**
         * KindTime
         * @description How much of the critical path one kind of span is.
         */
        KindTime: {
            /** Critical Ns */
            critical_ns: number;
            /** Kind */
            kind: ("session" | "agent" | "workflow" | "task" | "llm" | "embedding" | "tool" | "chain" | "retrieval" | "guardrail" | "http" | "other") | "idle";
            /**
             * Share
             * @description Of the trace's duration, 0 to 1
             */
            share: number;
        };
        /**
         * LabelValues
         * @description The choices of a variable.
         */
        LabelValues: {
            /** Values */
            values: string[];
        };
        /**
         * Learning
         * @description A model or agent whose past is shorter than a day: there is nothing to compare it with yet.
         */
        Learning: {
            /** Name */
            name: string;
            /**
             * Subject
             * @enum {string}
             */
            subject: "model" | "agent";
        };
        /**
         * LetterLimits
         * @description The bounds of a project's dead letters. Over them the oldest go, and count as discarded.
         */
        LetterLimits: {
            /** Bytes */
            bytes: number;
            /** Days */
            days: number;
            /** Dead Letters */
            dead_letters: number;
        };
        /**
         * LettersChosen
         * @description Which dead letters: some by their ids, or all (of a signal).
         */
        LettersChosen: {
            /**
             * All
             * @default false
             */
            all?: boolean;
            /** Ids */
            ids?: string[] | null;
            /** Signal */
            signal?: ("traces" | "logs" | "metrics") | null;
        };
        /**
         * LettersDone
         * @description What was done with dead letters.
         */
        LettersDone: {
            /** Dead Letters */
            dead_letters: number;
            /**
             * Remaining
             * @description Dead letters that the project still has
             */
            remaining: number;
            /**
             * Spans
             * @description Spans, log records and metric points in them
             */
            spans: number;
        };
        /**
         * LoginRequest
         * @description Who signs in. Values that are too long are refused before they cost anything.
         */
        LoginRequest: {
            /**
             * Email
             * @example admin@example.com
             */
            email: string;
            /**
             * Password
             * Format: password
             * @example correct horse battery staple
             */
            password: string;
        };
        /**
         * LoginResponse
         * @description Signed in; the session travels in a cookie.
         */
        LoginResponse: {
            user: components["schemas"]["UserOut"];
        };
        /**
         * LogPage
         * @description Log records, the earliest first.
         */
        LogPage: {
            /** Logs */
            logs: components["schemas"]["LogRecord"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * LogRecord
         * @description One log record.
         */
        LogRecord: {
            /** Attributes */
            attributes: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** @description A text, or whatever was sent */
            body: components["schemas"]["JsonValue"];
            /** Event Name */
            event_name: string;
            /** Id */
            id: string;
            /** Observed Time */
            observed_time: string | null;
            /** Resource Attributes */
            resource_attributes: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Scope Name */
            scope_name: string;
            /** Service Name */
            service_name: string;
            /**
             * Severity
             * @description TRACE, DEBUG, INFO, WARN, ERROR, FATAL or empty
             */
            severity: string;
            /**
             * Severity Number
             * @description OpenTelemetry's, 1 to 24; 0: not given
             */
            severity_number: number;
            /**
             * Severity Text
             * @description As the sender wrote it
             */
            severity_text: string;
            /** Span Id */
            span_id: string | null;
            /**
             * Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            time: string;
            /** Trace Id */
            trace_id: string | null;
        };
        /**
         * MaskingRule
         * @description A regular expression of the project's own; what it finds becomes `[masked:<name>]`.
         */
        MaskingRule: {
            /**
             * Name
             * @example employee
             */
            name: string;
            /**
             * Pattern
             * @description RE2 syntax: no look-around, no back-references. With a group, only the group is masked
             * @example EMP-\d{6}
             */
            pattern: string;
        };
        /**
         * MaskingRules
         * @description What is masked before it is stored, in the modes `masked` and `none`.
         */
        MaskingRules: {
            /**
             * Attribute Keys
             * @description Attributes, and keys within JSON, whose whole value is masked; `*`: any characters
             * @default []
             */
            attribute_keys?: string[];
            /**
             * Custom
             * @default []
             */
            custom?: components["schemas"]["MaskingRule"][];
            /**
             * Keep Attributes
             * @description Attributes of the project's own that hold no payload: kept in the mode `none`, and when payloads are deleted
             * @default []
             */
            keep_attributes?: string[];
            /**
             * Patterns
             * @description Null: the server's default
             */
            patterns?: ("email" | "phone" | "kr_rrn" | "credit_card" | "api_key" | "ip")[] | null;
        };
        /**
         * Matcher
         * @description Which alerts a silence covers: those whose label is like this.
         */
        Matcher: {
            /**
             * Is Equal
             * @description false: all but these
             * @default true
             */
            is_equal?: boolean;
            /**
             * Is Regex
             * @default false
             */
            is_regex?: boolean;
            /**
             * Name
             * @example alertname
             */
            name: string;
            /**
             * Value
             * @example HighErrorRate
             */
            value: string;
        };
        /**
         * Me
         * @description Who is signed in.
         */
        Me: {
            session: components["schemas"]["SessionInfo"];
            user: components["schemas"]["UserOut"];
        };
        /**
         * Message
         * @description One message of a conversation with a model.
         */
        Message: {
            /** Content */
            content: string;
            /** Finish Reason */
            finish_reason?: string | null;
            /** Name */
            name?: string | null;
            /**
             * Role
             * @example user
             */
            role: string;
            /** Tool Call Id */
            tool_call_id?: string | null;
            /**
             * Tool Calls
             * @default []
             */
            tool_calls?: components["schemas"]["ToolCall"][];
        };
        /**
         * Metric
         * @description A metric with its values.
         */
        Metric: {
            /** Help */
            help: string;
            /**
             * Name
             * @example portal_http_requests
             */
            name: string;
            /** Samples */
            samples: components["schemas"]["MetricSample"][];
            /**
             * Type
             * @description As Prometheus has them: counter, gauge, histogram, …
             */
            type: string;
        };
        /**
         * Metrics
         * @description Figures of a project over a window, as totals, over time and by model.
         */
        Metrics: {
            /** By Model */
            by_model: components["schemas"]["ModelFigures"][];
            /**
             * End Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            end_time: string;
            /** Interval Seconds */
            interval_seconds: number;
            /** @description The window of the same length before; null unless compared */
            previous: components["schemas"]["Totals"] | null;
            /** Project Id */
            project_id: string;
            /** Series */
            series: components["schemas"]["MetricsBucket"][];
            /**
             * Start Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            start_time: string;
            totals: components["schemas"]["Totals"];
        };
        /**
         * MetricSample
         * @description One value of a metric.
         */
        MetricSample: {
            /**
             * Labels
             * @example {
             *       "method": "GET",
             *       "status": "200"
             *     }
             */
            labels: {
                [key: string]: string;
            };
            /**
             * Name
             * @example portal_http_requests_total
             */
            name: string;
            /** Value */
            value: number;
        };
        /**
         * MetricsBucket
         * @description Figures of one interval; intervals without traces are present with zeros.
         */
        MetricsBucket: {
            /** Avg Latency Ms */
            avg_latency_ms: number | null;
            /** Cost Usd */
            cost_usd: number | null;
            /** Error Count */
            error_count: number;
            /** Llm Call Count */
            llm_call_count: number;
            /** P95 Latency Ms */
            p95_latency_ms: number | null;
            /** Span Count */
            span_count: number;
            /**
             * Time
             * @description Start of the interval
             * @example 2026-01-31T09:00:00.000000Z
             */
            time: string;
            /** Total Tokens */
            total_tokens: number;
            /** Trace Count */
            trace_count: number;
        };
        /**
         * MetricsDocument
         * @description The portal's own metrics.
         */
        MetricsDocument: {
            /** Metrics */
            metrics: components["schemas"]["Metric"][];
        };
        /**
         * ModelFigures
         * @description Figures of one model.
         */
        ModelFigures: {
            /** Avg Latency Ms */
            avg_latency_ms: number | null;
            /** Avg Ttft Ms */
            avg_ttft_ms: number | null;
            /** Calls */
            calls: number;
            /** Cost Usd */
            cost_usd: number | null;
            /** Errors */
            errors: number;
            /** Model */
            model: string;
            /** Provider */
            provider: string | null;
            /** Total Tokens */
            total_tokens: number;
            /** Unpriced Calls */
            unpriced_calls: number;
        };
        /**
         * MoneyFinding
         * @description Something that does not agree, of one model and key over the whole window.
         */
        MoneyFinding: {
            /**
             * Advice
             * @description What to do about it
             */
            advice: string;
            /**
             * Amount
             * @description What amount_usd is
             */
            amount: string;
            /**
             * Amount Usd
             * @description Null where it has none
             */
            amount_usd: string | null;
            /** Calls */
            calls: number;
            /**
             * Code
             * @description missing_from_traces, counted_twice, cached_at_full_price, gateway_differs, price_map_differs, price_changed, gateway_unpriced, zero_priced, unpriced, cached_exceeds_prompt, reasoning_exceeds_completion, cost_on_failure or unknown_to_gateway
             * @example cached_at_full_price
             */
            code: string;
            /** First Day */
            first_day: string | null;
            /** Key */
            key: string | null;
            /** Last Day */
            last_day: string | null;
            /**
             * Message
             * @description What it is
             */
            message: string;
            /** Model */
            model: string | null;
            /**
             * Severity
             * @enum {string}
             */
            severity: "error" | "warning" | "info";
            traces: components["schemas"]["Behind"];
        };
        /**
         * MoneyRow
         * @description One group of calls.
         */
        MoneyRow: {
            /**
             * Day
             * @description In the time zone; null unless grouped by day
             * @example 2026-01-31
             */
            day: string | null;
            /**
             * Findings
             * @description Codes of what was found in it
             */
            findings: string[];
            /**
             * Key
             * @description Null where not grouped by key, or there is none
             */
            key: string | null;
            /**
             * Model
             * @description Null where not grouped by model, or the calls name none
             */
            model: string | null;
            sides: components["schemas"]["Sides"];
            traces: components["schemas"]["Behind"];
        };
        /**
         * NamedPattern
         * @description A pattern that the server knows.
         */
        NamedPattern: {
            /** Description */
            description: string;
            /** Example */
            example: string;
            /**
             * Name
             * @enum {string}
             */
            name: "email" | "phone" | "kr_rrn" | "credit_card" | "api_key" | "ip";
        };
        /**
         * NewKey
         * @description A key that was just made: the only answer that holds its text.
         */
        NewKey: {
            /**
             * Api Key
             * @description Shown this once; the AgentOps SDK's AGENTOPS_API_KEY
             */
            api_key: string;
            /**
             * Created At
             * @example 2026-01-31T09:00:00.000000Z
             */
            created_at: string;
            /** Expires At */
            expires_at: string | null;
            /**
             * Hint
             * @description Its last four characters
             * @example 9f3c
             */
            hint: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Revoked At */
            revoked_at: string | null;
            /**
             * Scopes
             * @example [
             *       "ingest",
             *       "read"
             *     ]
             */
            scopes: string[];
        };
        /**
         * NewProject
         * @description A project that was just made, with its first key.
         */
        NewProject: {
            key: components["schemas"]["NewKey"];
            project: components["schemas"]["UpstreamProject"];
        };
        /**
         * Notified
         * @description Who hears of an alert, and how often.
         */
        Notified: {
            /**
             * Channels
             * @description What its configuration sends to; empty: nobody is told
             * @example [
             *       "email",
             *       "slack"
             *     ]
             */
            channels: string[];
            /**
             * Receiver
             * @description Alertmanager's name of them
             * @example critical
             */
            receiver: string;
            /**
             * Repeats S
             * @description Told again after so many seconds while it fires; null where it is not known
             * @example 3600
             */
            repeats_s: number | null;
        };
        /**
         * OidcSignIn
         * @description A provider to sign in with.
         */
        OidcSignIn: {
            /**
             * Name
             * @description What the button says
             * @example Company login
             */
            name: string;
            /**
             * Url
             * @description Where the button leads
             * @example /api/auth/oidc/start
             */
            url: string;
        };
        /**
         * PasswordChange
         * @description A new password for oneself.
         */
        PasswordChange: {
            /**
             * Current Password
             * Format: password
             */
            current_password: string;
            /**
             * New Password
             * Format: password
             * @example correct horse battery
             */
            new_password: string;
        };
        /**
         * PathSegment
         * @description A part of the critical path.
         */
        PathSegment: {
            /** Duration Ns */
            duration_ns: number;
            /** Offset Ns */
            offset_ns: number;
            /**
             * Span Id
             * @description Null: a pause between roots
             */
            span_id: string | null;
        };
        /**
         * PauseInfo
         * @description A time in which nothing was done that the trace knows of.
         */
        PauseInfo: {
            /** Duration Ns */
            duration_ns: number;
            /** Offset Ns */
            offset_ns: number;
            /**
             * Span Id
             * @description The innermost span that was waiting
             */
            span_id: string | null;
        };
        /**
         * Payload
         * @description What went into or came out of a span.
         */
        Payload: {
            /**
             * Messages
             * @description When it is a conversation
             */
            messages: components["schemas"]["Message"][] | null;
            /**
             * Text
             * @description Otherwise, as recorded
             */
            text: string | null;
        };
        /**
         * Performance
         * @description Speed and failures, over time.
         */
        Performance: {
            /**
             * Complete
             * @description Whether there are no more groups than these
             */
            complete: boolean;
            /**
             * End Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            end_time: string;
            /** Group By */
            group_by: ("model" | "provider" | "team" | "key" | "status" | "service" | "name" | "user" | "session" | "agent" | "tool" | "tag") | null;
            /** Groups */
            groups: components["schemas"]["Group_PerformanceFigures_"][];
            /**
             * Interval
             * @description Length of a step: 1m, 5m, 15m, 30m, 1h, 3h, 6h, 12h, 1d, 1w, 1M
             * @example 1h
             */
            interval: string | null;
            /** @description The window of the same length before; null unless compared */
            previous: components["schemas"]["PerformanceFigures"] | null;
            /** Previous Series */
            previous_series: components["schemas"]["Point_PerformanceFigures_"][];
            /** Project Id */
            project_id: string;
            /** Series */
            series: components["schemas"]["Point_PerformanceFigures_"][];
            /**
             * Start Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            start_time: string;
            /** Time Zone */
            time_zone: string;
            /** @description Of everything that matches, nothing counted twice */
            totals: components["schemas"]["PerformanceFigures"];
        };
        /**
         * PerformanceFigures
         * @description Speed and failures.
         */
        PerformanceFigures: {
            /** Calls */
            calls: number;
            /** Error Rate */
            error_rate: number | null;
            /**
             * Errors
             * @description Failed traces; in groups by model and the like, failed calls
             */
            errors: number;
            /** Latency Avg Ms */
            latency_avg_ms: number | null;
            /** Latency Max Ms */
            latency_max_ms: number | null;
            /** Latency P50 Ms */
            latency_p50_ms: number | null;
            /** Latency P75 Ms */
            latency_p75_ms: number | null;
            /** Latency P90 Ms */
            latency_p90_ms: number | null;
            /** Latency P95 Ms */
            latency_p95_ms: number | null;
            /** Latency P99 Ms */
            latency_p99_ms: number | null;
            /** Traces */
            traces: number;
            /**
             * Ttft Avg Ms
             * @description Time to first token, of streamed model calls
             */
            ttft_avg_ms: number | null;
            /** Ttft P50 Ms */
            ttft_p50_ms: number | null;
            /** Ttft P90 Ms */
            ttft_p90_ms: number | null;
            /** Ttft P95 Ms */
            ttft_p95_ms: number | null;
            /** Ttft P99 Ms */
            ttft_p99_ms: number | null;
        };
        /** Point[CostFigures] */
        Point_CostFigures_: {
            /**
             * Time
             * @description Start of the step
             * @example 2026-01-31T09:00:00.000000Z
             */
            time: string;
            values: components["schemas"]["CostFigures"];
        };
        /** Point[GroupFigures] */
        Point_GroupFigures_: {
            /**
             * Time
             * @description Start of the step
             * @example 2026-01-31T09:00:00.000000Z
             */
            time: string;
            values: components["schemas"]["GroupFigures"];
        };
        /** Point[PerformanceFigures] */
        Point_PerformanceFigures_: {
            /**
             * Time
             * @description Start of the step
             * @example 2026-01-31T09:00:00.000000Z
             */
            time: string;
            values: components["schemas"]["PerformanceFigures"];
        };
        /** Point[TokenFigures] */
        Point_TokenFigures_: {
            /**
             * Time
             * @description Start of the step
             * @example 2026-01-31T09:00:00.000000Z
             */
            time: string;
            values: components["schemas"]["TokenFigures"];
        };
        /**
         * PolicyPreview
         * @description What would be stored of the sample.
         */
        PolicyPreview: {
            /** Attributes */
            attributes: {
                [key: string]: unknown;
            } | null;
            /**
             * Dropped
             * @description Attributes (and `text`) that would not be stored
             */
            dropped: string[];
            /** Hits */
            hits: components["schemas"]["RuleHit"][];
            /**
             * Payload Mode
             * @enum {string}
             */
            payload_mode: "full" | "masked" | "none";
            /**
             * Text
             * @description Null: none was given, or it would not be stored
             */
            text: string | null;
        };
        /**
         * PolicyRules
         * @description What a project sets; null leaves a part to the server's defaults.
         */
        PolicyRules: {
            /**
             * @default {
             *       "custom": [],
             *       "attribute_keys": [],
             *       "keep_attributes": []
             *     }
             */
            masking?: components["schemas"]["MaskingRules"];
            /**
             * Payload Mode
             * @description full: stored as it comes; masked: by the rules; none: no payloads, the rest by rules
             */
            payload_mode?: ("full" | "masked" | "none") | null;
            /**
             * Payload Retention Days
             * @description Prompts, completions, log bodies, uploads; 0: as long as the rest
             */
            payload_retention_days?: number | null;
            /** @default {} */
            rate_limits?: components["schemas"]["RateLimits"];
            /**
             * Retention Days
             * @description 0: for ever
             */
            retention_days?: number | null;
        };
        /**
         * PolicySample
         * @description A sample to try a policy on; nothing of it is kept. A text or attributes must be given.
         */
        PolicySample: {
            /**
             * Attributes
             * @description Of a span
             * @example {
             *       "customer.name": "Kim"
             *     }
             */
            attributes?: {
                [key: string]: unknown;
            } | null;
            /** @description One that is not saved yet; null: the project's own */
            policy?: components["schemas"]["PolicyRules"] | null;
            /**
             * Text
             * @description A prompt, a log body, an upload
             * @example Mail kim@example.com
             */
            text?: string | null;
        };
        /**
         * PolicySet
         * @description The whole policy of a project, in place of the one before.
         */
        PolicySet: {
            /**
             * @default {
             *       "custom": [],
             *       "attribute_keys": [],
             *       "keep_attributes": []
             *     }
             */
            masking?: components["schemas"]["MaskingRules"];
            /**
             * Payload Mode
             * @description full: stored as it comes; masked: by the rules; none: no payloads, the rest by rules
             */
            payload_mode?: ("full" | "masked" | "none") | null;
            /**
             * Payload Retention Days
             * @description Prompts, completions, log bodies, uploads; 0: as long as the rest
             */
            payload_retention_days?: number | null;
            /** @default {} */
            rate_limits?: components["schemas"]["RateLimits"];
            /**
             * Retention Days
             * @description 0: for ever
             */
            retention_days?: number | null;
            /**
             * Version
             * @description As it was read: 409 where somebody changed it since. Null: whatever it is
             */
            version?: number | null;
        };
        /**
         * Price
         * @description A price in force.
         */
        Price: {
            /** Cached Input */
            cached_input: string | null;
            /**
             * Effective From
             * @example 2026-01-31T09:00:00.000000Z
             */
            effective_from: string;
            /**
             * Input
             * @description US dollars a million tokens
             * @example 0.6
             */
            input: string;
            /**
             * Is Own
             * @description The project's own; it goes before everyone's
             */
            is_own: boolean;
            /** Model */
            model: string;
            /**
             * Output
             * @description US dollars a million tokens
             * @example 0.6
             */
            output: string;
            /** Reasoning */
            reasoning: string | null;
            /**
             * Source
             * @example litellm
             */
            source: string;
        };
        /**
         * PriceList
         * @description Prices.
         */
        PriceList: {
            /** Prices */
            prices: components["schemas"]["Price"][];
        };
        /**
         * PriceSet
         * @description The price of a model for a project.
         */
        PriceSet: {
            /**
             * Cached Input
             * @description Left out: as input
             */
            cached_input?: (number | string) | null;
            /**
             * Effective From
             * @description Left out: ever since
             */
            effective_from?: string | null;
            /**
             * Input
             * @description US dollars a million tokens
             * @example 0.6
             */
            input: number | string;
            /**
             * Model
             * @example qwen-235b
             */
            model: string;
            /**
             * Output
             * @description US dollars a million tokens
             * @example 0.6
             */
            output: number | string;
            /**
             * Reasoning
             * @description Left out: as output
             */
            reasoning?: (number | string) | null;
        };
        /**
         * ProgramInfo
         * @description A program that the portal can show.
         */
        ProgramInfo: {
            /**
             * Allowed
             * @description Whether you may look
             */
            allowed: boolean;
            /** Configured */
            configured: boolean;
            /**
             * Detail
             * @description What is wrong and what to do; empty while it is off
             */
            detail: string;
            /**
             * Frame Origin
             * @description The origin that its pages run on, apart from the portal's; null: on the portal's own
             * @example http://127.0.0.1:3003
             */
            frame_origin: string | null;
            /**
             * Name
             * @description grafana, langfuse, prometheus, alertmanager, realtime
             * @example grafana
             */
            name: string;
            /**
             * Path
             * @description Where its pages begin; opened as a page, it leads to frame_origin
             * @example /api/proxy/grafana/
             */
            path: string;
            /**
             * Refused For
             * @description Why not: your role, or that it shows all projects and you see some; null: you may look
             */
            refused_for: ("role" | "projects") | null;
            /**
             * Role
             * @description The role that looking needs: viewer, operator or admin
             * @example viewer
             */
            role: string;
            /**
             * Setting
             * @description The variable of .env that holds its address
             * @example GRAFANA_URL
             */
            setting: string;
            /**
             * Since
             * @description When this status was first seen
             * @example 2026-01-31T09:00:00.000000Z
             */
            since: string | null;
            /**
             * Status
             * @description off: not configured
             * @enum {string}
             */
            status: "ok" | "down" | "off";
            /** Switch On */
            switch_on: components["schemas"]["SwitchOnStep"][];
            /**
             * Title
             * @example Grafana
             */
            title: string;
            /**
             * Trouble
             * @description As in /health; null: nothing
             * @example unreachable
             */
            trouble: string | null;
        };
        /**
         * ProgramList
         * @description The programs that the portal can show, configured or not.
         */
        ProgramList: {
            /** Programs */
            programs: components["schemas"]["ProgramInfo"][];
        };
        /**
         * Project
         * @description A project: whose traces are kept apart from every other's.
         */
        Project: {
            /**
             * Created At
             * @example 2026-01-31T09:00:00.000000Z
             */
            created_at: string;
            /**
             * Environment
             * @example production
             */
            environment: string;
            /**
             * Id
             * @example 5a9a4c0e-5c0d-4d5e-9b0a-7a1f6b8f0c11
             */
            id: string;
            /**
             * Name
             * @example default
             */
            name: string;
        };
        /**
         * ProjectCreate
         * @description A project to create.
         */
        ProjectCreate: {
            /**
             * Environment
             * @default production
             * @enum {string}
             */
            environment?: "production" | "staging" | "development" | "community";
            /**
             * Name
             * @example research
             */
            name: string;
        };
        /**
         * ProjectList
         * @description The projects that the caller may see, oldest first.
         */
        ProjectList: {
            /** Projects */
            projects: components["schemas"]["Project"][];
        };
        /**
         * ProjectPolicyAnswer
         * @description A project's policy: as set, and as it applies.
         */
        ProjectPolicyAnswer: {
            /** @description The server's, from its settings */
            defaults: components["schemas"]["EffectivePolicy"];
            deleted: components["schemas"]["RetentionCounts"];
            effective: components["schemas"]["EffectivePolicy"];
            /** Named Patterns */
            named_patterns: components["schemas"]["NamedPattern"][];
            policy: components["schemas"]["PolicyRules"];
            /** Project Id */
            project_id: string;
            /** Updated At */
            updated_at: string | null;
            /**
             * Version
             * @description 0: never set
             */
            version: number;
        };
        /**
         * ProjectUpdate
         * @description What to change; what is absent stays.
         */
        ProjectUpdate: {
            /** Environment */
            environment?: ("production" | "staging" | "development" | "community") | null;
            /** Name */
            name?: string | null;
        };
        /**
         * PromptDetails
         * @description Of the tokens of the prompt.
         */
        PromptDetails: {
            /** Cached Tokens */
            cached_tokens?: number | null;
        };
        /**
         * QueryResult
         * @description What Prometheus answered.
         */
        QueryResult: {
            /** Series */
            series: components["schemas"]["Series"][];
            /**
             * Step Seconds
             * @description Between two points; 0 for the values at one moment
             */
            step_seconds: number;
            /** Warnings */
            warnings: string[];
        };
        /**
         * RateLimits
         * @description How much may come in. Null: the server's default; 0: no limit (of a burst: the default).
         */
        RateLimits: {
            /** Item Burst */
            item_burst?: number | null;
            /**
             * Items Per Minute
             * @description Spans, log records and metric points together
             */
            items_per_minute?: number | null;
            /** Request Burst */
            request_burst?: number | null;
            /** Requests Per Second */
            requests_per_second?: number | null;
        };
        /**
         * Reconciliation
         * @description Gateway, traces and price map beside each other.
         */
        Reconciliation: {
            /**
             * End Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            end_time: string;
            /**
             * Findings
             * @description The worst first
             */
            findings: components["schemas"]["MoneyFinding"][];
            /** @description Of the window, whatever the filter */
            gateway_count: components["schemas"]["GatewayCount"];
            /** Group By */
            group_by: ("day" | "model" | "key")[];
            /** Project Id */
            project_id: string;
            /** Rows */
            rows: components["schemas"]["MoneyRow"][];
            /**
             * Rows Complete
             * @description Whether there are no more rows than these
             */
            rows_complete: boolean;
            /**
             * Start Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            start_time: string;
            /** Time Zone */
            time_zone: string;
            tolerance: components["schemas"]["Tolerance"];
            /** @description Of everything that matches */
            totals: components["schemas"]["Sides"];
        };
        /**
         * Replay
         * @description A trace as a film: its moments in order of their real times.
         */
        Replay: {
            /** Duration Ns */
            duration_ns: number;
            /** Events */
            events: components["schemas"]["ReplayEvent"][];
            /**
             * Gaps
             * @description Pauses of at least 1 % of the trace and 1 ms, to be skipped
             */
            gaps: components["schemas"]["PauseInfo"][];
            /**
             * Spans
             * @description In order of their start
             */
            spans: components["schemas"]["ReplaySpan"][];
            /**
             * Start Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            start_time: string;
            trace: components["schemas"]["TraceSummary"];
            /**
             * Truncated
             * @description Whether the trace has more spans than these
             */
            truncated: boolean;
        };
        /**
         * ReplayEvent
         * @description One moment of a trace. What is null does not concern it.
         */
        ReplayEvent: {
            /**
             * Arguments
             * @description Of a tool call, as the model wrote them
             */
            arguments?: string | null;
            /**
             * Content
             * @description Of a message
             */
            content?: string | null;
            /**
             * Cost Usd
             * @description So far; null while nothing has a price
             */
            cost_usd: number | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "span_start" | "message" | "tool_call" | "first_token" | "span_end";
            /**
             * Offset Ns
             * @description Since the start of the trace
             */
            offset_ns: number;
            /**
             * Open Spans
             * @description Spans that run after this moment
             */
            open_spans: number;
            /**
             * Role
             * @description Of a message: who said it
             * @example user
             */
            role?: string | null;
            /**
             * Span Id
             * @example 00f067aa0ba902b7
             */
            span_id: string;
            /**
             * Tool
             * @description Of a tool call, or a tool's answer
             */
            tool?: string | null;
            /** Tool Call Id */
            tool_call_id?: string | null;
            /**
             * Total Tokens
             * @description So far: of the model calls that have ended, each once
             */
            total_tokens: number;
        };
        /**
         * ReplaySpan
         * @description A span, without its payload: for the waterfall beside the replay.
         */
        ReplaySpan: {
            /** Agent */
            agent: string | null;
            /** Cost Usd */
            cost_usd: number | null;
            /** Depth */
            depth: number;
            /** Duration Ns */
            duration_ns: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "session" | "agent" | "workflow" | "task" | "llm" | "embedding" | "tool" | "chain" | "retrieval" | "guardrail" | "http" | "other";
            /** Model */
            model: string | null;
            /** Name */
            name: string;
            /** Offset Ns */
            offset_ns: number;
            /**
             * Parent Span Id
             * @description Null for roots, and when the parent is missing
             */
            parent_span_id: string | null;
            /**
             * Span Id
             * @example 00f067aa0ba902b7
             */
            span_id: string;
            /**
             * Status
             * @enum {string}
             */
            status: "OK" | "ERROR" | "UNSET";
            /** Status Message */
            status_message: string;
            /** Tool */
            tool: string | null;
            /**
             * Total Tokens
             * @description 0 when another span carries the figures of the call
             */
            total_tokens: number;
        };
        /**
         * Repriced
         * @description What pricing again did.
         */
        Repriced: {
            /**
             * Calls
             * @description Calls priced again; those that reported their own cost are left
             */
            calls: number;
        };
        /**
         * RetentionCounts
         * @description What retention has deleted of the project, ever.
         */
        RetentionCounts: {
            /** Last At */
            last_at: string | null;
            /** Log Records */
            log_records: number;
            /** Metric Points */
            metric_points: number;
            /**
             * Payloads
             * @description Spans and log records that lost their payload and stayed
             */
            payloads: number;
            /** Spans */
            spans: number;
            /** Traces */
            traces: number;
            /** Uploads */
            uploads: number;
        };
        /**
         * RuleHit
         * @description A rule that found something.
         */
        RuleHit: {
            /** Count */
            count: number;
            /**
             * Rule
             * @description As in `[masked:<rule>]`
             * @example email
             */
            rule: string;
        };
        /**
         * Runbook
         * @description What to do about an alert.
         */
        Runbook: {
            /**
             * Language
             * @enum {string}
             */
            language: "en" | "ko";
            /** Markdown */
            markdown: string;
            /**
             * Name
             * @example HighErrorRate
             */
            name: string;
            /** Title */
            title: string;
        };
        /**
         * RunbookList
         * @description The alerts that have a runbook, by name.
         */
        RunbookList: {
            /** Names */
            names: string[];
        };
        /**
         * Seen
         * @description Who looks after an alert.
         */
        Seen: {
            /**
             * At
             * @example 2026-01-31T09:00:00.000000Z
             */
            at: string;
            /**
             * Name
             * @example Kim
             */
            name: string;
            /**
             * Note
             * @example restarting the model server
             */
            note: string;
        };
        /**
         * Series
         * @description One line, or one figure.
         */
        Series: {
            /** Labels */
            labels: {
                [key: string]: string;
            };
            /**
             * Points
             * @description Moment and value; null where the value is no number, as 0/0
             * @example [
             *       [
             *         "2026-01-31T09:00:00.000000Z",
             *         0.25
             *       ]
             *     ]
             */
            points: [
                string,
                number | null
            ][];
        };
        /**
         * SessionInfo
         * @description The session that the call was made with.
         */
        SessionInfo: {
            /**
             * Expires At
             * @description When it ends, unless it is used before
             * @example 2026-01-31T09:00:00.000000Z
             */
            expires_at: string;
        };
        /**
         * SessionList
         * @description One's own sessions, the last used first.
         */
        SessionList: {
            /** Sessions */
            sessions: components["schemas"]["SessionOut"][];
        };
        /**
         * SessionOut
         * @description One of one's own sessions.
         */
        SessionOut: {
            /** Address */
            address: string;
            /**
             * Created At
             * @example 2026-01-31T09:00:00.000000Z
             */
            created_at: string;
            /**
             * Current
             * @description The one that this call was made with
             */
            current: boolean;
            /**
             * Expires At
             * @description When it ends, unless it is used before
             * @example 2026-01-31T09:00:00.000000Z
             */
            expires_at: string;
            /** Id */
            id: string;
            /**
             * Last Seen At
             * @example 2026-01-31T09:00:00.000000Z
             */
            last_seen_at: string;
            /** User Agent */
            user_agent: string;
        };
        /**
         * SessionState
         * @description Whether somebody is signed in; `user` and `session` are null when nobody is.
         */
        SessionState: {
            session: components["schemas"]["SessionInfo"] | null;
            /**
             * @default {
             *       "password": true
             *     }
             */
            sign_in?: components["schemas"]["SignInWays"];
            user: components["schemas"]["UserOut"] | null;
        };
        /**
         * Share
         * @description A link that shows one trace to whoever has it.
         */
        Share: {
            /**
             * Created At
             * @example 2026-01-31T09:00:00.000000Z
             */
            created_at: string;
            /**
             * Created By
             * @description E-mail of who made it
             * @example kim@example.com
             */
            created_by: string;
            /**
             * Expires At
             * @example 2026-01-31T09:00:00.000000Z
             */
            expires_at: string;
            /** Id */
            id: string;
            /** Project Id */
            project_id: string;
            /**
             * Trace Id
             * @example 4bf92f3577b34da6a3ce929d0e0e4736
             */
            trace_id: string;
            /**
             * Url
             * @description The token is behind the #: browsers keep it to themselves, so it is in nobody's log
             * @example http://127.0.0.1:3001/shared#3f2a…
             */
            url: string;
        };
        /**
         * ShareCreate
         * @description Which trace to show, and for how long.
         */
        ShareCreate: {
            /**
             * Expires In Hours
             * @description How long it works
             * @default 168
             */
            expires_in_hours?: number;
            /**
             * Trace Id
             * @example 4bf92f3577b34da6a3ce929d0e0e4736
             */
            trace_id: string;
        };
        /**
         * ShareList
         * @description Links that have not ended, the latest first.
         */
        ShareList: {
            /** Shares */
            shares: components["schemas"]["Share"][];
        };
        /**
         * Sides
         * @description What each side says of the same calls. A null amount: that side says nothing of any of them.
         */
        Sides: {
            /**
             * Agent Calls
             * @description That an agent's own SDK reported
             */
            agent_calls: number;
            /**
             * Both Calls
             * @description That both reported
             */
            both_calls: number;
            /** Cached Tokens */
            cached_tokens: number;
            /**
             * Calls
             * @description Model calls, each once
             */
            calls: number;
            /** Completion Tokens */
            completion_tokens: number;
            /** Failed Calls */
            failed_calls: number;
            /**
             * Gateway Calls
             * @description That went through the gateway
             */
            gateway_calls: number;
            /**
             * Gateway Cost Usd
             * @description What LiteLLM says they cost
             */
            gateway_cost_usd: string | null;
            /**
             * Gateway Difference Usd
             * @description Stored minus gateway, where it says a cost
             */
            gateway_difference_usd: string | null;
            /**
             * Map Calls
             * @description That the price map has a price for
             */
            map_calls: number;
            /**
             * Map Cost Usd
             * @description Tokens times the prices of that moment, as known now
             */
            map_cost_usd: string | null;
            /**
             * Map Difference Usd
             * @description Stored minus price map, where both have a cost
             */
            map_difference_usd: string | null;
            /**
             * Not By Gateway Usd
             * @description Stored cost of what the gateway says no cost of
             */
            not_by_gateway_usd: string | null;
            /**
             * Not In Map Usd
             * @description Stored cost of what the price map has no price for
             */
            not_in_map_usd: string | null;
            /** Prompt Tokens */
            prompt_tokens: number;
            /** Reasoning Tokens */
            reasoning_tokens: number;
            /**
             * Stored Cost Usd
             * @description What the traces say: the cost in every other figure
             */
            stored_cost_usd: string | null;
            /** Total Tokens */
            total_tokens: number;
            /**
             * Unpriced Calls
             * @description With neither a reported cost nor a price when they came in
             */
            unpriced_calls: number;
        };
        /**
         * SignInWays
         * @description How people sign in here.
         */
        SignInWays: {
            /** @description Null: no provider is configured */
            oidc?: components["schemas"]["OidcSignIn"] | null;
            /**
             * Password
             * @description With e-mail and password
             * @default true
             */
            password?: boolean;
        };
        /**
         * Silence
         * @description A silence that is in force, or will be.
         */
        Silence: {
            /** Comment */
            comment: string;
            /**
             * Created By
             * @example kim@example.com
             */
            created_by: string;
            /**
             * Ends At
             * @example 2026-01-31T09:00:00.000000Z
             */
            ends_at: string;
            /** Id */
            id: string;
            /** Matchers */
            matchers: components["schemas"]["Matcher"][];
            /**
             * Starts At
             * @example 2026-01-31T09:00:00.000000Z
             */
            starts_at: string;
            /**
             * State
             * @enum {string}
             */
            state: "active" | "pending";
        };
        /**
         * SilenceCreate
         * @description A silence: notices stop, the alert stays visible.
         */
        SilenceCreate: {
            /**
             * Comment
             * @example planned reload of the models
             */
            comment: string;
            /** Matchers */
            matchers: components["schemas"]["Matcher"][];
            /**
             * Minutes
             * @description For how long from now
             * @example 60
             */
            minutes: number;
        };
        /**
         * SilenceList
         * @description Silences, those that end first first.
         */
        SilenceList: {
            /** Silences */
            silences: components["schemas"]["Silence"][];
        };
        /**
         * Sources
         * @description What the answer was made from.
         */
        Sources: {
            /**
             * Advice
             * @description What is missing and what to do; empty when all is there
             */
            advice: string;
            /**
             * Alertmanager
             * @enum {string}
             */
            alertmanager: "ok" | "off" | "down";
            /**
             * Prometheus
             * @enum {string}
             */
            prometheus: "ok" | "off" | "down";
        };
        /**
         * Span
         * @description One step of a trace, with everything recorded about it.
         */
        Span: {
            /** Agent */
            agent: string | null;
            /** Attributes */
            attributes: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Cached Tokens */
            cached_tokens: number | null;
            /** Completion Tokens */
            completion_tokens: number | null;
            /** Cost Source */
            cost_source: ("reported" | "price_table" | "unpriced") | null;
            /** Cost Usd */
            cost_usd: number | null;
            /**
             * Counted
             * @description Whether this span carries the figures of its model call. One call seen by two reporters (the SDK and the gateway) is two spans, of which one counts
             */
            counted: boolean;
            /** Duration Ns */
            duration_ns: number;
            /**
             * End Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            end_time: string;
            /** Events */
            events: components["schemas"]["SpanEvent"][];
            input: components["schemas"]["Payload"];
            /**
             * Kind
             * @enum {string}
             */
            kind: "session" | "agent" | "workflow" | "task" | "llm" | "embedding" | "tool" | "chain" | "retrieval" | "guardrail" | "http" | "other";
            /** Links */
            links: components["schemas"]["SpanLink"][];
            /** Model */
            model: string | null;
            /** Name */
            name: string;
            /**
             * Orphan
             * @description Its parent is not in the trace; shown under the root
             */
            orphan: boolean;
            /**
             * Otel Kind
             * @example CLIENT
             */
            otel_kind: string;
            output: components["schemas"]["Payload"];
            /** Parent Span Id */
            parent_span_id: string | null;
            /** Prompt Tokens */
            prompt_tokens: number | null;
            /** Provider */
            provider: string | null;
            /** Reasoning Tokens */
            reasoning_tokens: number | null;
            /** Resource Attributes */
            resource_attributes: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Scope Name */
            scope_name: string;
            /** Service Name */
            service_name: string;
            /** Session Id */
            session_id: string | null;
            /**
             * Span Id
             * @example 00f067aa0ba902b7
             */
            span_id: string;
            /**
             * Start Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            start_time: string;
            /**
             * Status
             * @enum {string}
             */
            status: "OK" | "ERROR" | "UNSET";
            /** Status Message */
            status_message: string;
            /** Tags */
            tags: string[];
            /** Tool */
            tool: string | null;
            /** Total Tokens */
            total_tokens: number | null;
            /** Ttft Ms */
            ttft_ms: number | null;
            /** User */
            user: string | null;
        };
        /**
         * SpanEvent
         * @description Something that happened at a moment within a span, such as an exception.
         */
        SpanEvent: {
            /** Attributes */
            attributes: {
                [key: string]: components["schemas"]["JsonValue"];
            };
            /** Name */
            name: string;
            /**
             * Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            time: string;
        };
        /**
         * SpanLink
         * @description A reference to a span of another trace.
         */
        SpanLink: {
            /** Span Id */
            span_id: string;
            /** Trace Id */
            trace_id: string;
        };
        /**
         * SpanRow
         * @description A span without its payload.
         */
        SpanRow: {
            /** Agent */
            agent: string | null;
            /**
             * Child Count
             * @description Spans right below it
             */
            child_count: number;
            /** Completion Tokens */
            completion_tokens: number | null;
            /** Cost Source */
            cost_source: ("reported" | "price_table" | "unpriced") | null;
            /** Cost Usd */
            cost_usd: number | null;
            /**
             * Counted
             * @description Whether this span's tokens and cost go into the trace's figures
             */
            counted: boolean;
            /**
             * Depth
             * @description Spans above it
             */
            depth: number;
            /** Duration Ns */
            duration_ns: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "session" | "agent" | "workflow" | "task" | "llm" | "embedding" | "tool" | "chain" | "retrieval" | "guardrail" | "http" | "other";
            /** Model */
            model: string | null;
            /** Name */
            name: string;
            /**
             * Offset Ns
             * @description Since the trace began
             */
            offset_ns: number;
            /**
             * Orphan
             * @description Its parent is not in the trace: shown under the root
             */
            orphan: boolean;
            /** Parent Span Id */
            parent_span_id: string | null;
            /** Prompt Tokens */
            prompt_tokens: number | null;
            /** Provider */
            provider: string | null;
            /** Service Name */
            service_name: string;
            /**
             * Span Id
             * @example 00f067aa0ba902b7
             */
            span_id: string;
            /**
             * Start Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            start_time: string;
            /**
             * Status
             * @enum {string}
             */
            status: "OK" | "ERROR" | "UNSET";
            /** Tool */
            tool: string | null;
            /** Total Tokens */
            total_tokens: number | null;
            /** Ttft Ms */
            ttft_ms: number | null;
        };
        /**
         * Suggestion
         * @description A text to put in place of what is being typed.
         */
        Suggestion: {
            /** Detail */
            detail: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "field" | "operator" | "value" | "keyword";
            /** Text */
            text: string;
        };
        /**
         * SwitchOnStep
         * @description Lines to put somewhere, so that a program appears in the portal.
         */
        SwitchOnStep: {
            /**
             * Place
             * @description portal: the portal's .env; program: the environment of the program; program_flags: its command line
             * @enum {string}
             */
            place: "portal" | "program" | "program_flags";
            /**
             * Text
             * @example GRAFANA_URL=http://127.0.0.1:3005
             */
            text: string;
        };
        /**
         * Timeline
         * @description What held a trace up. The parts of the critical path lie end to end: they add up to its duration.
         */
        Timeline: {
            /**
             * By Kind
             * @description The longest first
             */
            by_kind: components["schemas"]["KindTime"][];
            /** Critical Path */
            critical_path: components["schemas"]["PathSegment"][];
            /** Duration Ns */
            duration_ns: number;
            /**
             * Gaps
             * @description Pauses of at least 1 % of the trace and 1 ms
             */
            gaps: components["schemas"]["PauseInfo"][];
            /**
             * Spans
             * @description In order of their start
             */
            spans: components["schemas"]["TimelineSpan"][];
            /**
             * Start Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            start_time: string;
            trace: components["schemas"]["TraceSummary"];
            /**
             * Truncated
             * @description Whether the trace has more spans than these
             */
            truncated: boolean;
        };
        /**
         * TimelineSpan
         * @description A span with its part in the trace's duration.
         */
        TimelineSpan: {
            /** Agent */
            agent: string | null;
            /** Cost Usd */
            cost_usd: number | null;
            /**
             * Critical Ns
             * @description Its own part of the critical path
             */
            critical_ns: number;
            /** Depth */
            depth: number;
            /** Duration Ns */
            duration_ns: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "session" | "agent" | "workflow" | "task" | "llm" | "embedding" | "tool" | "chain" | "retrieval" | "guardrail" | "http" | "other";
            /** Model */
            model: string | null;
            /** Name */
            name: string;
            /** Offset Ns */
            offset_ns: number;
            /**
             * Parent Span Id
             * @description Null for roots, and when the parent is missing
             */
            parent_span_id: string | null;
            /**
             * Self Ns
             * @description Time in which it ran and none of its children did
             */
            self_ns: number;
            /**
             * Span Id
             * @example 00f067aa0ba902b7
             */
            span_id: string;
            /**
             * Status
             * @enum {string}
             */
            status: "OK" | "ERROR" | "UNSET";
            /** Status Message */
            status_message: string;
            /** Tool */
            tool: string | null;
            /**
             * Total Tokens
             * @description 0 when another span carries the figures of the call
             */
            total_tokens: number;
        };
        /**
         * TokenFigures
         * @description Tokens.
         */
        TokenFigures: {
            /**
             * Cached Tokens
             * @description Part of the prompt tokens
             */
            cached_tokens: number;
            /** Calls */
            calls: number;
            /** Completion Tokens */
            completion_tokens: number;
            /** Prompt Tokens */
            prompt_tokens: number;
            /**
             * Reasoning Tokens
             * @description Part of the completion tokens
             */
            reasoning_tokens: number;
            /** Total Tokens */
            total_tokens: number;
            /** Traces */
            traces: number;
        };
        /**
         * TokenUsage
         * @description Tokens, over time.
         */
        TokenUsage: {
            /**
             * Complete
             * @description Whether there are no more groups than these
             */
            complete: boolean;
            /**
             * End Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            end_time: string;
            /** Group By */
            group_by: ("model" | "provider" | "team" | "key" | "status" | "service" | "name" | "user" | "session" | "agent" | "tool" | "tag") | null;
            /** Groups */
            groups: components["schemas"]["Group_TokenFigures_"][];
            /**
             * Interval
             * @description Length of a step: 1m, 5m, 15m, 30m, 1h, 3h, 6h, 12h, 1d, 1w, 1M
             * @example 1h
             */
            interval: string | null;
            /** @description The window of the same length before; null unless compared */
            previous: components["schemas"]["TokenFigures"] | null;
            /** Previous Series */
            previous_series: components["schemas"]["Point_TokenFigures_"][];
            /** Project Id */
            project_id: string;
            /** Series */
            series: components["schemas"]["Point_TokenFigures_"][];
            /**
             * Start Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            start_time: string;
            /** Time Zone */
            time_zone: string;
            /** @description Of everything that matches, nothing counted twice */
            totals: components["schemas"]["TokenFigures"];
        };
        /**
         * Tolerance
         * @description How far two amounts of one call may be apart; both must be exceeded for a finding.
         */
        Tolerance: {
            /**
             * Ratio
             * @description Of the larger amount
             */
            ratio: number;
            /**
             * Usd
             * @description US dollars
             * @example 0.000123
             */
            usd: string;
        };
        /**
         * ToolCall
         * @description A tool call that a model asked for.
         */
        ToolCall: {
            /**
             * Arguments
             * @description As the model wrote them: usually JSON text
             */
            arguments?: string | {
                [key: string]: components["schemas"]["JsonValue"];
            } | null;
            /** Id */
            id?: string | null;
            /** Name */
            name: string;
        };
        /**
         * Totals
         * @description Figures over a window. Averages and percentiles are null when there is nothing to measure.
         */
        Totals: {
            /**
             * Avg Latency Ms
             * @description Of traces
             */
            avg_latency_ms: number | null;
            /**
             * Avg Ttft Ms
             * @description Time to first token, of streamed model calls
             */
            avg_ttft_ms: number | null;
            /** Cached Tokens */
            cached_tokens: number;
            /** Completion Tokens */
            completion_tokens: number;
            /**
             * Cost Usd
             * @description Null when nothing has a price
             */
            cost_usd: number | null;
            /**
             * Error Count
             * @description Failed traces
             */
            error_count: number;
            /**
             * Fail Rate
             * @description Failed traces / traces, 0 to 1; null without traces
             */
            fail_rate: number | null;
            /** Llm Call Count */
            llm_call_count: number;
            /**
             * P50 Latency Ms
             * @description Of traces
             */
            p50_latency_ms: number | null;
            /**
             * P95 Latency Ms
             * @description Of traces
             */
            p95_latency_ms: number | null;
            /**
             * P95 Ttft Ms
             * @description Time to first token, of streamed model calls
             */
            p95_ttft_ms: number | null;
            /** Prompt Tokens */
            prompt_tokens: number;
            /** Reasoning Tokens */
            reasoning_tokens: number;
            /** Span Count */
            span_count: number;
            /** Total Tokens */
            total_tokens: number;
            /** Trace Count */
            trace_count: number;
            /** Unpriced Calls */
            unpriced_calls: number;
        };
        /**
         * TraceDetail
         * @description One trace with all its spans, in order of their start.
         */
        TraceDetail: {
            /** Spans */
            spans: components["schemas"]["Span"][];
            trace: components["schemas"]["TraceSummary"];
            /**
             * Truncated
             * @description Whether the trace has more spans than are answered
             * @default false
             */
            truncated?: boolean;
        };
        /**
         * TracePage
         * @description One page of traces; `page` and `size` are set when the page was asked for by number.
         */
        TracePage: {
            /**
             * Next Cursor
             * @description Send it as `cursor` for the next page; null on the last
             */
            next_cursor: string | null;
            /**
             * Page
             * @description The number asked for, from 1
             */
            page?: number | null;
            /**
             * Size
             * @description The page size asked for
             */
            size?: number | null;
            /**
             * Total
             * @description Traces that match, on all pages
             */
            total: number;
            /** Traces */
            traces: components["schemas"]["TraceSummary"][];
        };
        /**
         * TracesBehind
         * @description Where the traces behind an alert are: what the list of traces is set to.
         */
        TracesBehind: {
            /**
             * Filter
             * @description In the filter language
             * @example status:error model:qwen-235b
             */
            filter: string;
            /**
             * Start Time
             * @description A quarter of an hour before it began
             */
            start_time: string;
        };
        /**
         * TraceSummary
         * @description One trace as a row of a list.
         */
        TraceSummary: {
            /** Agents */
            agents: string[];
            /**
             * Cached Tokens
             * @description Part of the prompt tokens
             */
            cached_tokens: number;
            /** Completion Tokens */
            completion_tokens: number;
            /**
             * Cost Usd
             * @description Null when nothing in the trace has a price
             */
            cost_usd: number | null;
            /**
             * Duration Ns
             * @description Last span end minus first span start
             */
            duration_ns: number;
            /**
             * End Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            end_time: string;
            /**
             * Error Count
             * @description Spans that failed
             */
            error_count: number;
            /** Error Message */
            error_message: string | null;
            /**
             * Input Preview
             * @description Last user message, at most 200 characters
             */
            input_preview: string | null;
            /**
             * Llm Call Count
             * @description Model calls, each counted once
             */
            llm_call_count: number;
            /** Models */
            models: string[];
            /**
             * Name
             * @description Name of the root span
             * @example research_agent.session
             */
            name: string;
            /**
             * Output Preview
             * @description Final answer, at most 200 characters
             */
            output_preview: string | null;
            /** Project Id */
            project_id: string;
            /** Prompt Tokens */
            prompt_tokens: number;
            /** Providers */
            providers: string[];
            /**
             * Reasoning Tokens
             * @description Part of the completion tokens
             */
            reasoning_tokens: number;
            /**
             * Service Name
             * @example litellm
             */
            service_name: string;
            /** Session Id */
            session_id: string | null;
            /** Span Count */
            span_count: number;
            /**
             * Start Time
             * @example 2026-01-31T09:00:00.000000Z
             */
            start_time: string;
            /**
             * Status
             * @description ERROR when any span failed or the session ended so
             * @enum {string}
             */
            status: "OK" | "ERROR" | "INDETERMINATE";
            /** Tags */
            tags: string[];
            /** Total Tokens */
            total_tokens: number;
            /**
             * Trace Id
             * @example 4bf92f3577b34da6a3ce929d0e0e4736
             */
            trace_id: string;
            /**
             * Ttft Ms
             * @description Time to first token of the first streamed model call
             */
            ttft_ms: number | null;
            /**
             * Unpriced Calls
             * @description Model calls without a price; not in cost_usd
             */
            unpriced_calls: number;
            /** User */
            user: string | null;
        };
        /**
         * TreePage
         * @description Some spans of a trace, in order of their start.
         */
        TreePage: {
            /** Next Cursor */
            next_cursor: string | null;
            /**
             * Span Count
             * @description Spans of the whole trace
             */
            span_count: number;
            /** Spans */
            spans: components["schemas"]["SpanRow"][];
            /** @description The trace as in lists; on the first page of the whole tree only, and not yet while its first spans are being stored */
            trace?: components["schemas"]["TraceSummary"] | null;
        };
        /**
         * UnpricedList
         * @description Models without a price, the most called first.
         */
        UnpricedList: {
            /** Models */
            models: components["schemas"]["UnpricedModel"][];
        };
        /**
         * UnpricedModel
         * @description A model that was called and has no price.
         */
        UnpricedModel: {
            /** Calls */
            calls: number;
            /** Model */
            model: string;
            /** Provider */
            provider: string;
            /** Total Tokens */
            total_tokens: number;
        };
        /**
         * UpstreamProject
         * @description A project as the AgentOps server knows it.
         */
        UpstreamProject: {
            /**
             * Created At
             * @example 2026-01-31T09:00:00.000000Z
             */
            created_at: string;
            /**
             * Environment
             * @example production
             */
            environment: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * UserOut
         * @description An account, as its owner and admins see it.
         */
        UserOut: {
            /**
             * Email
             * @example admin@example.com
             */
            email: string;
            /** Id */
            id: string;
            /**
             * Name
             * @example Kim Minji
             */
            name: string;
            /**
             * Role
             * @description viewer: sees; operator: also acts on alerts and views; admin: everything
             * @enum {string}
             */
            role: "viewer" | "operator" | "admin";
        };
        /**
         * View
         * @description What a page of the screen was set to.
         */
        View: {
            /**
             * Created At
             * @example 2026-01-31T09:00:00.000000Z
             */
            created_at: string;
            /** Id */
            id: string;
            /**
             * Mine
             * @description Whether that is the caller
             */
            mine: boolean;
            /** Name */
            name: string;
            /**
             * Owner
             * @description Name of who keeps it
             * @example Kim Minji
             */
            owner: string;
            /** Page */
            page: string;
            /** Project Id */
            project_id: string;
            /** Shared */
            shared: boolean;
            /** State */
            state: {
                [key: string]: string;
            };
            /**
             * Updated At
             * @example 2026-01-31T09:00:00.000000Z
             */
            updated_at: string;
        };
        /**
         * ViewCreate
         * @description A view to be kept.
         */
        ViewCreate: {
            /**
             * Name
             * @example Failures of the researcher
             */
            name: string;
            /**
             * Page
             * @description Of the screen
             * @default traces
             * @example traces
             */
            page?: string;
            /**
             * Shared
             * @description Everybody who may see the project sees it; needs the role operator
             * @default false
             */
            shared?: boolean;
            /**
             * State
             * @description The query of the page's address, by name
             * @example {
             *       "q": "status:error agent:researcher",
             *       "sort": "cost"
             *     }
             */
            state: {
                [key: string]: string;
            };
        };
        /**
         * ViewList
         * @description One's own views and the shared ones, by name.
         */
        ViewList: {
            /** Views */
            views: components["schemas"]["View"][];
        };
        /**
         * ViewUpdate
         * @description What to change; what is absent stays.
         */
        ViewUpdate: {
            /** Name */
            name?: string | null;
            /** Shared */
            shared?: boolean | null;
            /** State */
            state?: {
                [key: string]: string;
            } | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    get_agents_usage: {
        parameters: {
            query?: {
                /** @description Also the figures of the window of the same length before */
                compare?: "previous" | "none";
                /** @description End of the window, exclusive. Default: now */
                end_time?: string | null;
                /** @description Step of the series; weeks begin on Monday */
                interval?: "auto" | "minute" | "hour" | "day" | "week" | "month";
                /** @description Agents, the busiest first */
                limit?: number;
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
                /** @description The filter language: `status:error model:qwen* cost>0.01 latency>2s tag:prod "free text"`, with and, or, not and parentheses. 422 `invalid_filter` says where it is wrong */
                q?: string;
                /** @description Start of the window: ISO 8601 (without a zone: UTC) or epoch seconds. Default: 24 hours before end_time */
                start_time?: string | null;
                /** @description IANA name; hours, days and weeks begin there */
                time_zone?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentsUsage"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_agent_flow: {
        parameters: {
            query?: {
                /** @description End of the window, exclusive. Default: now */
                end_time?: string | null;
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
                /** @description The filter language: `status:error model:qwen* cost>0.01 latency>2s tag:prod "free text"`, with and, or, not and parentheses. 422 `invalid_filter` says where it is wrong */
                q?: string;
                /** @description Start of the window: ISO 8601 (without a zone: UTC) or epoch seconds. Default: 24 hours before end_time */
                start_time?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flow"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_breakdown: {
        parameters: {
            query?: {
                /** @description By model, provider, team and key, model calls are counted; by everything else, whole traces */
                by?: "model" | "provider" | "team" | "key" | "status" | "service" | "name" | "user" | "session" | "agent" | "tool" | "tag";
                /** @description Also the figures of the window of the same length before */
                compare?: "previous" | "none";
                /** @description End of the window, exclusive. Default: now */
                end_time?: string | null;
                /** @description Groups */
                limit?: number;
                /** @description Groups without the figure come last either way */
                order?: "asc" | "desc";
                /** @description The figure that the groups are sorted by */
                order_by?: "cost_usd" | "unpriced_calls" | "total_tokens" | "prompt_tokens" | "completion_tokens" | "traces" | "calls" | "errors" | "error_rate" | "latency_avg_ms" | "latency_p50_ms" | "latency_p95_ms" | "ttft_p50_ms" | "ttft_p95_ms" | "users";
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
                /** @description The filter language: `status:error model:qwen* cost>0.01 latency>2s tag:prod "free text"`, with and, or, not and parentheses. 422 `invalid_filter` says where it is wrong */
                q?: string;
                /** @description Start of the window: ISO 8601 (without a zone: UTC) or epoch seconds. Default: 24 hours before end_time */
                start_time?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Breakdown"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_cost_trend: {
        parameters: {
            query?: {
                /** @description Also the figures of the window of the same length before */
                compare?: "previous" | "none";
                /** @description End of the window, exclusive. Default: now */
                end_time?: string | null;
                /** @description Also figures by group. By model, provider, team and key, model calls are counted; by everything else, whole traces */
                group_by?: ("model" | "provider" | "team" | "key" | "status" | "service" | "name" | "user" | "session" | "agent" | "tool" | "tag") | null;
                /** @description Step of the series; weeks begin on Monday */
                interval?: "auto" | "minute" | "hour" | "day" | "week" | "month";
                /** @description Groups, the greatest first */
                limit?: number;
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
                /** @description The filter language: `status:error model:qwen* cost>0.01 latency>2s tag:prod "free text"`, with and, or, not and parentheses. 422 `invalid_filter` says where it is wrong */
                q?: string;
                /** @description Start of the window: ISO 8601 (without a zone: UTC) or epoch seconds. Default: 24 hours before end_time */
                start_time?: string | null;
                /** @description IANA name; hours, days and weeks begin there */
                time_zone?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CostTrend"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_error_groups: {
        parameters: {
            query?: {
                /** @description End of the window, exclusive. Default: now */
                end_time?: string | null;
                /** @description Groups */
                limit?: number;
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
                /** @description The filter language: `status:error model:qwen* cost>0.01 latency>2s tag:prod "free text"`, with and, or, not and parentheses. 422 `invalid_filter` says where it is wrong */
                q?: string;
                /** @description What the groups are sorted by */
                sort?: "count" | "traces" | "last_seen";
                /** @description Start of the window: ISO 8601 (without a zone: UTC) or epoch seconds. Default: 24 hours before end_time */
                start_time?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorGroups"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_guardrails: {
        parameters: {
            query?: {
                /** @description End of the window, exclusive. Default: now */
                end_time?: string | null;
                /** @description Step of the series; weeks begin on Monday */
                interval?: "auto" | "minute" | "hour" | "day" | "week" | "month";
                /** @description Guardrails, the busiest first */
                limit?: number;
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
                /** @description The filter language: `status:error model:qwen* cost>0.01 latency>2s tag:prod "free text"`, with and, or, not and parentheses. 422 `invalid_filter` says where it is wrong */
                q?: string;
                /** @description Start of the window: ISO 8601 (without a zone: UTC) or epoch seconds. Default: 24 hours before end_time */
                start_time?: string | null;
                /** @description IANA name; hours, days and weeks begin there */
                time_zone?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Guardrails"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_histogram: {
        parameters: {
            query?: {
                /** @description Also the counts of the window of the same length before */
                compare?: "previous" | "none";
                /** @description End of the window, exclusive. Default: now */
                end_time?: string | null;
                /** @description latency: traces, from their first start to their last end; ttft: streamed model calls, by their time to the first token */
                of?: "latency" | "ttft";
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
                /** @description The filter language: `status:error model:qwen* cost>0.01 latency>2s tag:prod "free text"`, with and, or, not and parentheses. 422 `invalid_filter` says where it is wrong */
                q?: string;
                /** @description Start of the window: ISO 8601 (without a zone: UTC) or epoch seconds. Default: 24 hours before end_time */
                start_time?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Histogram"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_performance: {
        parameters: {
            query?: {
                /** @description Also the figures of the window of the same length before */
                compare?: "previous" | "none";
                /** @description End of the window, exclusive. Default: now */
                end_time?: string | null;
                /** @description Also figures by group. By model, provider, team and key, model calls are counted; by everything else, whole traces */
                group_by?: ("model" | "provider" | "team" | "key" | "status" | "service" | "name" | "user" | "session" | "agent" | "tool" | "tag") | null;
                /** @description Step of the series; weeks begin on Monday */
                interval?: "auto" | "minute" | "hour" | "day" | "week" | "month";
                /** @description Groups, the greatest first */
                limit?: number;
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
                /** @description The filter language: `status:error model:qwen* cost>0.01 latency>2s tag:prod "free text"`, with and, or, not and parentheses. 422 `invalid_filter` says where it is wrong */
                q?: string;
                /** @description Start of the window: ISO 8601 (without a zone: UTC) or epoch seconds. Default: 24 hours before end_time */
                start_time?: string | null;
                /** @description IANA name; hours, days and weeks begin there */
                time_zone?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Performance"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_token_usage: {
        parameters: {
            query?: {
                /** @description Also the figures of the window of the same length before */
                compare?: "previous" | "none";
                /** @description End of the window, exclusive. Default: now */
                end_time?: string | null;
                /** @description Also figures by group. By model, provider, team and key, model calls are counted; by everything else, whole traces */
                group_by?: ("model" | "provider" | "team" | "key" | "status" | "service" | "name" | "user" | "session" | "agent" | "tool" | "tag") | null;
                /** @description Step of the series; weeks begin on Monday */
                interval?: "auto" | "minute" | "hour" | "day" | "week" | "month";
                /** @description Groups, the greatest first */
                limit?: number;
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
                /** @description The filter language: `status:error model:qwen* cost>0.01 latency>2s tag:prod "free text"`, with and, or, not and parentheses. 422 `invalid_filter` says where it is wrong */
                q?: string;
                /** @description Start of the window: ISO 8601 (without a zone: UTC) or epoch seconds. Default: 24 hours before end_time */
                start_time?: string | null;
                /** @description IANA name; hours, days and weeks begin there */
                time_zone?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenUsage"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_anomalies: {
        parameters: {
            query?: {
                /** @description How many days before the window count as the past */
                days?: number;
                /** @description End of the window, exclusive. Default: now */
                end_time?: string | null;
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
                /** @description Start of the window: ISO 8601 (without a zone: UTC) or epoch seconds. Default: 24 hours before end_time */
                start_time?: string | null;
                /** @description IANA name; the hours of the day are those of this zone */
                time_zone?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Anomalies"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_capabilities: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Capabilities"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_dead_letters: {
        parameters: {
            query?: {
                /** @description next_cursor of the page before */
                cursor?: string | null;
                /** @description Most on a page */
                limit?: number;
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
                /** @description Only of this OTLP signal */
                signal?: ("traces" | "logs" | "metrics") | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterList"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_dead_letter: {
        parameters: {
            query?: {
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
            };
            header?: never;
            path: {
                /** @description The dead letter's id */
                letter_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterDetail"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    discard_dead_letter: {
        parameters: {
            query?: {
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
            };
            header?: never;
            path: {
                /** @description The dead letter's id */
                letter_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    replay_dead_letter: {
        parameters: {
            query?: {
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
            };
            header?: never;
            path: {
                /** @description The dead letter's id */
                letter_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    discard_dead_letters: {
        parameters: {
            query?: {
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LettersChosen"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LettersDone"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    replay_dead_letters: {
        parameters: {
            query?: {
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LettersChosen"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LettersDone"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    export_traces: {
        parameters: {
            query?: {
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExportRequest"];
            };
        };
        responses: {
            /** @description The file, earliest trace first; `X-Total-Count` says how many there are */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.apache.parquet": string;
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_facets: {
        parameters: {
            query?: {
                /** @description End of the window, exclusive. Default: now */
                end_time?: string | null;
                /** @description Names with commas between: status, model, provider, agent, tool, tag, team, key, service, user, session, name. Default: all */
                fields?: string;
                /** @description Values of each field */
                limit?: number;
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
                /** @description The filter language: `status:error model:qwen* cost>0.01 latency>2s tag:prod "free text"`, with and, or, not and parentheses. 422 `invalid_filter` says where it is wrong */
                q?: string;
                /** @description Start of the window: ISO 8601 (without a zone: UTC) or epoch seconds. Default: 24 hours before end_time */
                start_time?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Facets"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    complete_filter: {
        parameters: {
            query?: {
                /** @description In characters from the start. Default: the end */
                cursor?: number | null;
                /** @description End of the window, exclusive. Default: now */
                end_time?: string | null;
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
                /** @description Start of the window: ISO 8601 (without a zone: UTC) or epoch seconds. Default: 24 hours before end_time */
                start_time?: string | null;
                /** @description The filter as typed */
                text?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Completion"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_ingest: {
        parameters: {
            query?: {
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IngestStatus"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    watch_traces: {
        parameters: {
            query?: {
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
                /** @description The filter language: `status:error model:qwen* cost>0.01 latency>2s tag:prod "free text"`, with and, or, not and parentheses. 422 `invalid_filter` says where it is wrong */
                q?: string;
            };
            header?: {
                /** @description The id of the last event that was seen */
                "last-event-id"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_metrics: {
        parameters: {
            query?: {
                /** @description Also the figures of the window before */
                compare?: "previous" | "none";
                /** @description Exclusive. Default: now */
                end_time?: string | null;
                /** @description Step of `series` */
                interval?: "auto" | "minute" | "hour" | "day";
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
                /** @description Only traces that match this filter, as for traces */
                q?: string | null;
                /** @description As for traces. Default: 24 hours before end_time */
                start_time?: string | null;
                /** @description IANA name; days begin at its midnight */
                time_zone?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Metrics"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_money: {
        parameters: {
            query?: {
                /** @description End of the window, exclusive. Default: now */
                end_time?: string | null;
                /** @description Of day, model and key (the alias of the gateway's key), with commas between */
                group_by?: string;
                /** @description Rows */
                limit?: number;
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
                /** @description The filter language: `status:error model:qwen* cost>0.01 latency>2s tag:prod "free text"`, with and, or, not and parentheses. 422 `invalid_filter` says where it is wrong */
                q?: string;
                /** @description Start of the window: ISO 8601 (without a zone: UTC) or epoch seconds. Default: 24 hours before end_time */
                start_time?: string | null;
                /** @description IANA name; hours, days and weeks begin there */
                time_zone?: string;
                /** @description And by more than this share of the larger amount */
                tolerance_ratio?: number;
                /** @description Two amounts of one call differ when they are further apart than this in dollars */
                tolerance_usd?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reconciliation"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_policy: {
        parameters: {
            query?: {
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectPolicyAnswer"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    set_policy: {
        parameters: {
            query?: {
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PolicySet"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectPolicyAnswer"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    preview_policy: {
        parameters: {
            query?: {
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PolicySample"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyPreview"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_prices: {
        parameters: {
            query?: {
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
                /** @description Also everyone's prices of models with this in their name */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriceList"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    set_price: {
        parameters: {
            query?: {
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PriceSet"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_price: {
        parameters: {
            query: {
                /** @description As the price says it */
                effective_from?: string | null;
                /** @description As the price names it */
                model: string;
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    reprice: {
        parameters: {
            query?: {
                /** @description Default: a window of 30 days until now */
                end_time?: string | null;
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
                /** @description Default: a window of 30 days until now */
                start_time?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Repriced"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_unpriced: {
        parameters: {
            query?: {
                /** @description Default: a window of 30 days until now */
                end_time?: string | null;
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
                /** @description Default: a window of 30 days until now */
                start_time?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnpricedList"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_replay: {
        parameters: {
            query?: {
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
            };
            header?: never;
            path: {
                /** @description 32 hexadecimal digits */
                trace_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replay"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_agent_sessions: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before */
                cursor?: string | null;
                /** @description End of the window, exclusive. Default: now */
                end_time?: string | null;
                /** @description Sessions a page */
                limit?: number;
                /** @description Direction */
                order?: "asc" | "desc";
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
                /** @description The filter language: `status:error model:qwen* cost>0.01 latency>2s tag:prod "free text"`, with and, or, not and parentheses. 422 `invalid_filter` says where it is wrong */
                q?: string;
                /** @description What they are sorted by */
                sort?: "last_activity" | "start_time" | "duration" | "cost" | "tokens" | "traces";
                /** @description Start of the window: ISO 8601 (without a zone: UTC) or epoch seconds. Default: 24 hours before end_time */
                start_time?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentSessionList"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_shares: {
        parameters: {
            query?: {
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShareList"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_share: {
        parameters: {
            query?: {
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShareCreate"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Share"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    revoke_share: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The link's id */
                share_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_shared_trace: {
        parameters: {
            query?: never;
            header?: {
                /** @description What stands behind the # of the link; in a header, so that it is in no log */
                "X-Share-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TraceDetail"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_timeline: {
        parameters: {
            query?: {
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
            };
            header?: never;
            path: {
                /** @description 32 hexadecimal digits */
                trace_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Timeline"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_traces: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before */
                cursor?: string | null;
                /** @description End of the window, exclusive. Default: now */
                end_time?: string | null;
                /** @description Traces a page, when paging by cursor */
                limit?: number;
                /** @description Only traces that called this model; `*`: any characters */
                model?: string | null;
                order?: "asc" | "desc";
                /** @description Page by number, from 1, instead of by cursor */
                page?: number | null;
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
                /** @description The filter language: `status:error model:qwen* cost>0.01 latency>2s tag:prod`, with and, or, not and parentheses; 422 `invalid_filter` says where it is wrong */
                q?: string | null;
                /** @description Traces a page, when paging by number (50) */
                size?: number | null;
                sort?: "start_time" | "duration" | "cost" | "tokens";
                /** @description Start of the window: ISO 8601 (without a zone: UTC) or epoch seconds. Default: 24 hours before end_time */
                start_time?: string | null;
                /** @description Only traces that ended so */
                status?: ("OK" | "ERROR" | "INDETERMINATE") | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TracePage"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_trace: {
        parameters: {
            query?: {
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
            };
            header?: never;
            path: {
                /** @description 32 hexadecimal digits */
                trace_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TraceDetail"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_trace_logs: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before */
                cursor?: string | null;
                /** @description Records a page */
                limit?: number;
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
                /** @description This severe or more */
                severity?: ("TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL") | null;
                /** @description Only those of this span */
                span_id?: string;
            };
            header?: never;
            path: {
                /** @description 32 hexadecimal digits */
                trace_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogPage"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_span: {
        parameters: {
            query?: {
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
            };
            header?: never;
            path: {
                /** @description 16 hexadecimal digits */
                span_id: string;
                /** @description 32 hexadecimal digits */
                trace_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Span"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_trace_tree: {
        parameters: {
            query?: {
                /** @description `next_cursor` of the page before */
                cursor?: string | null;
                /** @description Spans a page */
                limit?: number;
                /** @description Only the spans right below this one; `root`: those with no parent in the trace */
                parent?: string | null;
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
            };
            header?: never;
            path: {
                /** @description 32 hexadecimal digits */
                trace_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TreePage"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_views: {
        parameters: {
            query?: {
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ViewList"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_view: {
        parameters: {
            query?: {
                /** @description The project to read. Default: the first that the caller may see */
                project_id?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ViewCreate"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["View"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The view's id */
                view_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    update_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The view's id */
                view_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ViewUpdate"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["View"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_alerts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertList"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    acknowledge_alert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Alertmanager's id of the alert */
                fingerprint: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Acknowledge"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
                };
            };
            /** @description Bad request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    withdraw_acknowledgement: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Alertmanager's id of the alert */
                fingerprint: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    alert_history: {
        parameters: {
            query?: {
                /** @description ISO 8601, or seconds since 1970 */
                end_time?: string | null;
                /** @description ISO 8601, or seconds since 1970 */
                start_time?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["History"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_runbooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunbookList"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_runbook: {
        parameters: {
            query?: {
                /** @description English where it is not translated */
                language?: "en" | "ko";
            };
            header?: never;
            path: {
                /** @description The alert's name */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Runbook"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_silences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SilenceList"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_silence: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SilenceCreate"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Silence"];
                };
            };
            /** @description Bad request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_silence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The silence's id */
                silence_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    test_alert: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlertTest"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description Bad request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_audit: {
        parameters: {
            query?: {
                /** @description Only this action, or all that begin so: `user.` */
                action?: string | null;
                /** @description Only acts of this e-mail */
                actor?: string | null;
                /** @description `next_cursor` of the page before */
                cursor?: string | null;
                /** @description Exclusive */
                end_time?: string | null;
                /** @description Acts a page */
                limit?: number;
                /** @description ISO 8601 or epoch */
                start_time?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    export_audit: {
        parameters: {
            query?: {
                /** @description Only this action, or all that begin so: `user.` */
                action?: string | null;
                /** @description Only acts of this e-mail */
                actor?: string | null;
                /** @description Exclusive */
                end_time?: string | null;
                /** @description Both in UTF-8, the latest first */
                format?: "csv" | "jsonl";
                /** @description ISO 8601 or epoch */
                start_time?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The acts, one a line */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginResponse"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionState"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    revoke_other_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    revoke_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session's id */
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiTokenList"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApiTokenCreate"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiTokenCreated"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    revoke_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The token's id, not the token */
                token_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_chat_completion: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatRequest"];
            };
        };
        responses: {
            /** @description With `stream`: OpenAI's chunks as server-sent events, the last with the usage, then `data: [DONE]`; an error in the middle is `data: {"error": {"code", "message", "request_id"}}` and ends it. Without: the whole answer */
            200: {
                headers: {
                    /** @description The conversation */
                    "X-Session-Id"?: string;
                    /** @description The trace that the call appears in, also of calls that fail */
                    "X-Trace-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatCompletion"];
                    "text/event-stream": string;
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_chat_models: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatModels"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_dashboards: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DashboardList"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_dashboard: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The dashboard's uid */
                uid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DashboardDocument"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    label_values: {
        parameters: {
            query: {
                /** @description ISO 8601, or seconds since 1970 */
                end_time?: string | null;
                /** @description The metric whose label it is */
                metric: string;
                /** @description ISO 8601, or seconds since 1970 */
                start_time?: string | null;
            };
            header?: never;
            path: {
                /** @description The label's name */
                label: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabelValues"];
                };
            };
            /** @description Bad request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    query_prometheus: {
        parameters: {
            query: {
                /** @description ISO 8601, or seconds since 1970 */
                end_time?: string | null;
                /** @description Only the values at end_time */
                instant?: boolean;
                /** @description PromQL */
                query: string;
                /** @description ISO 8601, or seconds since 1970 */
                start_time?: string | null;
                /** @description Default: by the window */
                step_seconds?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueryResult"];
                };
            };
            /** @description Bad request */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_projects: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectList"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_project: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectCreate"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewProject"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_project: {
        parameters: {
            query: {
                /** @description The project's name, against accidents */
                confirm: string;
            };
            header?: never;
            path: {
                /** @description The project's id */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    update_project: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The project's id */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectUpdate"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UpstreamProject"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_keys: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The project's id */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyList"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The project's id */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyCreate"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewKey"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    revoke_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The key's id */
                key_id: string;
                /** @description The project's id */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    rotate_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The key's id */
                key_id: string;
                /** @description The project's id */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewKey"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not supported */
            501: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_programs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProgramList"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    list_users: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountList"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    create_user: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountCreate"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    update_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountUpdate"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Conflict */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    end_user_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Invalid request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    health_live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alive"];
                };
            };
        };
    };
    health_metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Prometheus text */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    health_metrics_json: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricsDocument"];
                };
            };
            /** @description Unauthenticated */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    health_ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Cannot serve now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
}
