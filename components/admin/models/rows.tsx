import { count } from "@/lib/format";
import { Button } from "../../ui/button";
import { Td, Th } from "../../ui/table";
import { Tag } from "../../ui/tag";
import { type Endpoint, type EndpointModel, rateColumn } from "./draft";
import { UsePrice } from "./use-price";

export const columns = 7;

export function Head() {
  return (
    <thead>
      <tr>
        <Th>Model</Th>
        <Th num className="w-24">
          Context
        </Th>
        <Th num className="w-20">
          Input
        </Th>
        <Th num className="w-20">
          Cached
        </Th>
        <Th num className="w-24">
          Cache write
        </Th>
        <Th num className="w-20">
          Output
        </Th>
        <Th className="w-60 pl-6">Price from</Th>
      </tr>
    </thead>
  );
}

const origins = {
  builtin: "built in",
  environment: "from the environment",
  configuration: "from the configuration",
  admin: "",
};

/** The line over the models of an endpoint: where it is, its key, what can be done with it. */
export function EndpointHead({
  endpoint,
  onEdit,
  onDelete,
}: {
  endpoint: Endpoint;
  onEdit: () => void;
  onDelete: () => void;
}) {
  const { name, base_url, api_key_last_four, origin } = endpoint;
  const key = api_key_last_four ? `key ends with ${api_key_last_four}` : "without a key";
  return (
    <tr className="tbl-head">
      <th scope="rowgroup" colSpan={columns} data-phone="whole">
        <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1 whitespace-normal">
          <h2 className="text-md font-strong text-ink">{name}</h2>
          {base_url && (
            <span className="text-sm wrap-anywhere text-ink-2">
              {base_url}, {key}
            </span>
          )}
          {origin !== "admin" && <Tag>{origins[origin]}</Tag>}
          {origin === "admin" && (
            <span className="ml-auto flex gap-1 max-wide:gap-2">
              <Button variant="quiet" size="sm" aria-label={`Edit ${name}`} onClick={onEdit}>
                Edit
              </Button>
              <Button variant="quiet" size="sm" aria-label={`Delete ${name}`} onClick={onDelete}>
                Delete
              </Button>
            </span>
          )}
        </div>
      </th>
    </tr>
  );
}

/** A model and its price; its name opens the price. */
export function ModelRow({
  model,
  isDefault,
  open,
  onToggle,
  onPriced,
}: {
  model: EndpointModel;
  isDefault: boolean;
  open: boolean;
  onToggle: () => void;
  onPriced: () => void;
}) {
  const { price, context_window } = model;
  return (
    <tr>
      <Td phone="lead">
        <button
          type="button"
          aria-expanded={open}
          aria-label={`${model.name}: change its price`}
          onClick={onToggle}
          className="text-left font-strong wrap-anywhere underline-offset-3 hover:underline"
        >
          {model.name}
        </button>
        {isDefault && (
          <Tag tone="accent" className="ml-2">
            starts a chat
          </Tag>
        )}
        <Names model={model} />
      </Td>
      <Td num phone="none">
        {context_window === null ? "–" : count(context_window)}
      </Td>
      {price ? (
        <Rates price={price} note={model.not_callable} />
      ) : (
        <NoPrice model={model} onPriced={onPriced} />
      )}
    </tr>
  );
}

/** The id where it is not the name, what it is called there, and its other names. */
function Names({ model }: { model: EndpointModel }) {
  const { id, name, upstream_id, aliases } = model;
  const parts = [
    id !== name && id,
    upstream_id !== id && `called ${upstream_id} there`,
    aliases.length > 0 && `also ${aliases.join(", ")}`,
  ].filter(Boolean);
  if (parts.length === 0) return null;
  return <span className="block text-ink-3 wrap-anywhere">{parts.join("; ")}</span>;
}

type Price = NonNullable<EndpointModel["price"]>;

function Rates({ price, note }: { price: Price; note: string | null }) {
  const tiers = price.tiers ?? [];
  const line = (tier: (typeof tiers)[number]) =>
    `above ${count(tier.above_input_tokens)}: ${rateColumn(tier.input)}, ${rateColumn(tier.output)}`;
  return (
    <>
      <Td num phone="none">
        {rateColumn(price.input)}
      </Td>
      <Td num phone="none">
        {rateColumn(price.cached_input)}
      </Td>
      <Td num phone="none">
        {rateColumn(price.cache_write)}
      </Td>
      <Td num phone="amount">
        <span className="wide:hidden">{rateColumn(price.input)} in, </span>
        {rateColumn(price.output)}
        <span className="wide:hidden"> out</span>
      </Td>
      <Td phone="whole" className="text-ink-3 wide:pl-6">
        {price.source}
        {note && <span className="block text-warn">{note} It cannot be called.</span>}
        {tiers.map((tier) => (
          <span key={tier.above_input_tokens} className="block">
            {line(tier)}
          </span>
        ))}
      </Td>
    </>
  );
}

function NoPrice({ model, onPriced }: { model: EndpointModel; onPriced: () => void }) {
  const { id, not_callable, suggested_price } = model;
  return (
    <>
      <Td num phone="none">
        –
      </Td>
      <Td num phone="none">
        –
      </Td>
      <Td num phone="none">
        –
      </Td>
      <Td num phone="amount">
        –
      </Td>
      <Td phone="whole" className="whitespace-normal wide:pl-6">
        <span className="text-warn">It cannot be called. {not_callable}</span>
        {suggested_price && <UsePrice model={id} price={suggested_price} onDone={onPriced} />}
      </Td>
    </>
  );
}
