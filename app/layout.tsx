import type { Metadata, Viewport } from "next";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { TimeZone } from "@/components/shell/time-zone";
import "./globals.css";
import { preferences } from "./preferences";

export const metadata: Metadata = {
  title: { default: "Purser", template: "%s · Purser" },
  description: "Chat with language models, each call paid for out of an allowance.",
  icons: { icon: "/icon.svg" },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  interactiveWidget: "resizes-content",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fcf9f3" },
    { media: "(prefers-color-scheme: dark)", color: "#1b1916" },
  ],
};

/** The one font file every page needs; the others come as their letters turn up. */
const sans = new URL(
  "../node_modules/@fontsource-variable/ibm-plex-sans/files/ibm-plex-sans-latin-wght-normal.woff2",
  import.meta.url,
);

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Every page is rendered when it is asked for: a page made at build time has no nonce.
  await connection();
  const { theme } = await preferences();
  return (
    <html lang="en" data-theme={theme === "system" ? undefined : theme}>
      <head>
        <link
          rel="preload"
          href={sans.pathname}
          as="font"
          type="font/woff2"
          crossOrigin="anonymous"
        />
      </head>
      <body>
        {children}
        <TimeZone />
      </body>
    </html>
  );
}
