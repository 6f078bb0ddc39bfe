"use client";

import ErrorPage from "./error";
import "./globals.css";

/** When even the frame of the pages failed. */
export default function GlobalError(props: Parameters<typeof ErrorPage>[0]) {
  return (
    <html lang="en">
      <body>
        <ErrorPage {...props} />
      </body>
    </html>
  );
}
