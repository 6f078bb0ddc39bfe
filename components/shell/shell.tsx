import type { ReactNode } from "react";
import { MeterPatterns } from "../ui/meter";

/** Sidebar and page. The page scrolls, the sidebar stays. */
export function Shell({ side, children }: { side: ReactNode; children: ReactNode }) {
  return (
    <div className="shell">
      <a href="#page" className="skip-link">
        To the page
      </a>
      <MeterPatterns />
      {side}
      <main id="page" tabIndex={-1} className="page">
        {children}
      </main>
    </div>
  );
}
