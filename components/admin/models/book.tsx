"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { Fragment, type ReactNode, useState } from "react";
import { PlainSheet } from "../../shell/sheet";
import { Button } from "../../ui/button";
import { OpenRow, Table } from "../../ui/table";
import { DeleteEndpoint } from "./delete-endpoint";
import type { Endpoint } from "./draft";
import { EndpointEditor } from "./endpoint-editor";
import { PricePanel } from "./price-panel";
import { columns, EndpointHead, Head, ModelRow } from "./rows";

/** What is open: a new endpoint, one to change or delete, or the price of a model. */
type Open =
  | { doing: "make" }
  | { doing: "change" | "delete"; endpoint: string }
  | { doing: "price"; model: string }
  | null;

type Props = {
  endpoints: Endpoint[];
  /** The model a chat starts with. */
  defaultModel: string | null;
  /** What adding an endpoint means beside itself. */
  note?: string;
  /** Model servers that were found on this machine. */
  children: ReactNode;
};

/** All endpoints with their models and prices, changed where they stand. */
export function ModelBook({ endpoints, defaultModel, note, children }: Props) {
  const [open, setOpen] = useState<Open>(null);
  const router = useRouter();
  const close = () => setOpen(null);
  const done = () => {
    close();
    router.refresh();
  };
  const making = open?.doing === "make";
  return (
    <PlainSheet
      title="Endpoints and models"
      note="prices in dollars per million tokens"
      actions={
        <Button onClick={() => setOpen({ doing: "make" })} disabled={making}>
          <Plus /> New endpoint
        </Button>
      }
    >
      <Table caption="Endpoints, their models and prices" className="wide:table-fixed">
        <Head />
        {making && (
          <tbody>
            <OpenRow columns={columns}>
              <EndpointEditor note={note} onDone={done} onCancel={close} />
            </OpenRow>
          </tbody>
        )}
        {endpoints.map((endpoint) => (
          <tbody key={endpoint.id}>
            <EndpointHead
              endpoint={endpoint}
              onEdit={() => setOpen({ doing: "change", endpoint: endpoint.id })}
              onDelete={() => setOpen({ doing: "delete", endpoint: endpoint.id })}
            />
            <OpenEndpoint endpoint={endpoint} open={open} onDone={done} onCancel={close} />
            {endpoint.models.map((model) => (
              <Fragment key={model.id}>
                <ModelRow
                  model={model}
                  isDefault={model.id === defaultModel}
                  open={isPriceOf(open, model.id)}
                  onPriced={done}
                  onToggle={() =>
                    setOpen(isPriceOf(open, model.id) ? null : { doing: "price", model: model.id })
                  }
                />
                {isPriceOf(open, model.id) && (
                  <OpenRow columns={columns}>
                    <PricePanel model={model} onDone={done} onCancel={close} />
                  </OpenRow>
                )}
              </Fragment>
            ))}
          </tbody>
        ))}
      </Table>
      {children}
    </PlainSheet>
  );
}

function isPriceOf(open: Open, model: string): boolean {
  return open?.doing === "price" && open.model === model;
}

function OpenEndpoint({
  endpoint,
  open,
  ...ways
}: {
  endpoint: Endpoint;
  open: Open;
  onDone: () => void;
  onCancel: () => void;
}) {
  if (!open || !("endpoint" in open) || open.endpoint !== endpoint.id) return null;
  return (
    <OpenRow columns={columns}>
      {open.doing === "delete" ? (
        <DeleteEndpoint endpoint={endpoint} {...ways} />
      ) : (
        <EndpointEditor endpoint={endpoint} {...ways} />
      )}
    </OpenRow>
  );
}
