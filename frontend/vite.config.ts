import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { mockPortal } from "./dev/mock/plugin.ts";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

export default defineConfig(({ mode }) => ({
  plugins: [react(), ...(mode === "mock" ? [mockPortal()] : [])],
  resolve: { alias: { "@": path("./src"), "@mock": path("./dev/mock") } },
  build: {
    target: "es2022",
    sourcemap: false,
    manifest: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 400,
    // What every page needs of others' code is one file: dozens of small ones compress badly, and the list of them in the entry grows with every page.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "vendor", test: /node_modules[\\/](?:react|react-dom|scheduler|@tanstack[\\/](?:react-router|router-core|history|store|react-store|react-query|query-core))[\\/]/ },
          ],
        },
      },
    },
  },
  server: {
    host: "127.0.0.1",
    // The API only listens on this machine; the browser sees one origin, as in production.
    ...(mode === "mock" ? {} : { proxy: { "^/(?:api|health)": { target: process.env["BACKEND_URL"] ?? "http://127.0.0.1:8000" } } }),
  },
  preview: { host: "127.0.0.1" },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test/setup.ts"],
    css: { modules: { classNameStrategy: "non-scoped" } },
    restoreMocks: true,
    testTimeout: 180_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
}));
