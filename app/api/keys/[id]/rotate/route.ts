import { route } from "@/lib/http/route";
import { keyToChange } from "@/lib/keys/access";
import { rotateKey } from "@/lib/keys/rotate";
import { rotateKeyBody } from "@/lib/keys/schemas";

export * from "@/lib/http/nothing";

export const POST = route({
  access: "account",
  summary: "Give a key a new secret; the old one works on until the overlap ends",
  owner: ({ viewer, params }) => keyToChange(viewer, params.id ?? ""),
  body: rotateKeyBody,
  emptyBody: true,
  handle: ({ viewer, owned, body }) =>
    rotateKey({ viewer, key: owned, input: { overlapSeconds: body.overlap_seconds } }),
});
