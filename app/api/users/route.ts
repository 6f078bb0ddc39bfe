import { z } from "zod";
import { emailField, newPasswordField, personNameField } from "@/lib/auth/accounts/schemas";
import { createUser } from "@/lib/auth/users/create";
import { listUsers } from "@/lib/auth/users/list";
import { pageQuery } from "@/lib/http/page";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const POST = route({
  access: "admin",
  summary: "Make a user",
  status: 201,
  body: z.strictObject({
    email: emailField,
    name: personNameField.optional(),
    password: newPasswordField.optional(),
    role: z.enum(["member", "admin"]).default("member"),
  }),
  handle: ({ body }) => createUser({ input: body }),
});

export const GET = route({
  access: "admin",
  summary: "All users, newest first",
  query: z.strictObject({ ...pageQuery, role: z.enum(["guest", "member", "admin"]).optional() }),
  handle: ({ query }) => listUsers({ input: query }),
});
