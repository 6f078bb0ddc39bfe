import type { Metadata } from "next";
import { Suspense } from "react";
import { ModelBook } from "@/components/admin/models/book";
import { Found } from "@/components/admin/models/found";
import { TopBar } from "@/components/shell/top-bar";
import { adminOfPage } from "@/lib/auth/page-viewer";
import { config } from "@/lib/config";
import { discover } from "@/lib/models/discover";
import { endpointJson } from "@/lib/models/endpoint-json";
import { listEndpoints } from "@/lib/models/endpoint-verbs/list";
import { guestsAllowed } from "@/lib/models/offered";
import { defaultModel } from "@/lib/models/purposes";

export const metadata: Metadata = { title: "Endpoints and models" };

/** More endpoints than this are for the API. */
const limit = 200;

export default async function ModelsPage() {
  await adminOfPage("/admin/models");
  const endpoints = await listEndpoints({ input: { limit } });
  const note = noteOnGuests();
  return (
    <>
      <TopBar title={<b className="font-strong">Endpoints and models</b>} />
      <ModelBook
        endpoints={endpoints.slice(0, limit).map((row) => endpointJson(row))}
        defaultModel={defaultModel("chat")?.id ?? null}
        note={note}
      >
        <Suspense fallback={null}>
          <FoundServers note={note} />
        </Suspense>
      </ModelBook>
    </>
  );
}

async function FoundServers({ note }: { note?: string }) {
  const servers = await discover();
  return servers.length > 0 ? <Found servers={servers} note={note} /> : null;
}

/** What the first endpoint changes for those without an account. */
function noteOnGuests(): string | undefined {
  if (config().guests.enabled !== null || !guestsAllowed()) return undefined;
  return "With it nobody can try Purser as a guest any more, unless the configuration says so.";
}
