import { expect, it } from "vitest";
import { endpointPatch, endpointBody as endpointSchema, pricePut } from "@/lib/models/schemas";
import {
  type Endpoint,
  endpointBody,
  endpointDraft,
  newModel,
  priceBody,
  priceDraft,
  rateColumn,
} from "./draft";

const price = {
  input: "0.0375",
  output: "0.15",
  tiers: [{ above_input_tokens: 200_000, input: "1", output: "2" }],
  source: "catalogue",
};

const endpoint: Endpoint = {
  id: "e",
  name: "Local",
  kind: "openai-compatible",
  base_url: "http://127.0.0.1:1/v1",
  api_key_last_four: "abcd",
  template: null,
  on_disconnect: "auto",
  origin: "admin",
  created_at: 1,
  models: [
    {
      id: "tiny",
      upstream_id: "tiny:7b",
      name: "Tiny",
      aliases: ["t"],
      price,
      prices: [],
      known_price: null,
      suggested_price: null,
      not_callable: null,
      context_window: 8000,
      max_output_tokens: null,
      min_output_tokens: 200,
      ceilings: { image: 900, hosted_tools: 0 },
    },
  ],
};

it("a price goes through the form and back as it was, without its source", () => {
  const { source: _, ...same } = price;
  expect(priceBody(priceDraft(price))).toEqual(same);
  expect(pricePut.safeParse({ price: priceBody(priceDraft(price)) }).success).toBe(true);
});

it("nothing said of a price is no price, one figure alone is refused where it lacks", () => {
  expect(priceBody(priceDraft(null))).toBeUndefined();
  const half = priceBody({ ...priceDraft(null), input: "0" });
  expect(pricePut.safeParse({ price: half }).error?.issues[0]?.path).toEqual(["price", "output"]);
});

it("an endpoint that is not touched changes nothing: its key, prices and kind are not sent", () => {
  const body = endpointBody(endpointDraft(endpoint), false);
  expect(body).toEqual({
    name: "Local",
    base_url: "http://127.0.0.1:1/v1",
    models: [
      {
        id: "tiny",
        upstream_id: "tiny:7b",
        name: "Tiny",
        aliases: ["t"],
        context_window: 8000,
        min_output_tokens: 200,
        ceilings: { image: 900, hosted_tools: 0 },
      },
    ],
  });
  expect(endpointPatch.safeParse(body).success).toBe(true);
});

it("a new endpoint is what the API takes", () => {
  const model = newModel({
    id: "m",
    contextWindow: "128,000",
    price: { ...priceDraft(null), input: "0", output: "0" },
  });
  const draft = { ...endpointDraft(null), name: "L", baseUrl: "http://h/v1", models: [model] };
  const parsed = endpointSchema.safeParse(endpointBody(draft, true));
  expect(parsed.data?.models[0]).toMatchObject({ id: "m", context_window: 128_000 });
});

it("rates stand under each other with two decimals at least", () => {
  expect(["1", "0.1", "0.0375", undefined].map(rateColumn)).toEqual([
    "1.00",
    "0.10",
    "0.0375",
    "–",
  ]);
});
