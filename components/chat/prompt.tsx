"use client";

import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { count } from "@/lib/format";
import { splitPrompt } from "./split-prompt";

/** What was asked, as plain text; what is long is cut, with the rest one press away. */
export function Prompt({ text }: { text: string }) {
  const [whole, setWhole] = useState(false);
  const { head, body, lines } = splitPrompt(text);
  return (
    <div className="col-main col-main-wide">
      {head && (
        <p className="text-lg leading-[1.55] font-strong wrap-break-word whitespace-pre-wrap">
          {head}
        </p>
      )}
      {body && (
        <>
          <div className={whole ? "cut cut-open" : "cut"}>{body}</div>
          <button
            type="button"
            aria-expanded={whole}
            onClick={() => setWhole((before) => !before)}
            className="mt-2 inline-flex min-h-7 items-center gap-2 text-sm font-strong text-accent"
          >
            {whole ? "View less" : `View all ${count(lines)} lines`}
            <ChevronDown className={whole ? "rotate-180" : undefined} />
          </button>
        </>
      )}
    </div>
  );
}
