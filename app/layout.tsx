import type { Metadata } from "next";
import { connection } from "next/server";
import type { ReactNode } from "react";
import "./globals.css";

export const metadata: Metadata = { title: { default: "Purser", template: "%s · Purser" } };

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Every page is rendered when it is asked for: a page made at build time has no nonce.
  await connection();
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
