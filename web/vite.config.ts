import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Where `npm run dev` finds a running gateway.
const gateway = process.env["TIDEMARK_CONSOLE"] ?? "http://127.0.0.1:8080";
const toGateway = { target: gateway, changeOrigin: true };

export default defineConfig({
  resolve: {
    alias: { "~": fileURLToPath(new URL("src", import.meta.url)) },
  },
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  css: { preprocessorOptions: { scss: { quietDeps: true } } },
  build: {
    target: "es2022",
    // Nothing may be inlined: the content security policy allows no data: URL
    // for scripts or styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // A page that is one request more for each message it shows is slow over
    // HTTP/1.1.
    rollupOptions: { output: { experimentalMinChunkSize: 24_000 } },
    chunkSizeWarningLimit: 400,
  },
  server: {
    proxy: {
      "^/tidemark\\.": toGateway,
      "/session": toGateway,
      "/v1": toGateway,
    },
  },
  test: {
    include: ["src/**/*.test.{ts,tsx}"],
    environment: "jsdom",
    // A test must not depend on where it runs.
    env: { TZ: "Europe/London" },
  },
});
