import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Types are checked by `npm run check`, tests and all; who only starts Purser need not wait.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: [
    "@libsql/client",
    "libsql",
    "gpt-tokenizer",
    "@pydantic/genai-prices",
    "undici",
  ],
};

export default config;
