/**
 * All tables. Times are integer milliseconds since the epoch, money is integer credits
 * (10^-9 USD), ids are lower-case ULIDs unless said otherwise.
 */
import { sql } from "drizzle-orm";
import {
  check,
  index,
  integer,
  primaryKey,
  type SQLiteColumn,
  sqliteTable,
  text,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";

const id = () => text("id").primaryKey();
const createdAt = () => integer("created_at").notNull();
const maxCredits = sql.raw(String(Number.MAX_SAFE_INTEGER));
const amount = (name: string, column: SQLiteColumn) =>
  check(name, sql`${column} between 0 and ${maxCredits} and typeof(${column}) = 'integer'`);

// People ------------------------------------------------------------------------------------

export const users = sqliteTable("users", {
  id: id(),
  /** Canonical form (lib/auth/email.ts); null for guests. */
  email: text("email").unique(),
  name: text("name").notNull(),
  role: text("role", { enum: ["guest", "member", "admin"] }).notNull(),
  passwordHash: text("password_hash"),
  /** Raised by a change of password, role or state: every older session is dead at once. */
  sessionEpoch: integer("session_epoch").notNull().default(0),
  disabledAt: integer("disabled_at"),
  createdAt: createdAt(),
});

/** Accounts at OAuth providers that sign in as a user. */
export const identities = sqliteTable(
  "identities",
  {
    provider: text("provider").notNull(),
    subject: text("subject").notNull(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.provider, t.subject] })],
);

/**
 * Who is signed in where; the cookie names a row, so that signing out ends one device at once. A
 * row whose epoch is not its user's any more is dead.
 */
export const sessions = sqliteTable(
  "sessions",
  {
    id: id(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    epoch: integer("epoch").notNull(),
    expiresAt: integer("expires_at").notNull(),
    createdAt: createdAt(),
  },
  (t) => [index("sessions_user").on(t.userId), index("sessions_expire").on(t.expiresAt)],
);

export const groups = sqliteTable("groups", {
  id: id(),
  name: text("name").notNull().unique(),
  createdAt: createdAt(),
});

export const groupMembers = sqliteTable(
  "group_members",
  {
    groupId: text("group_id")
      .notNull()
      .references(() => groups.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
  },
  (t) => [primaryKey({ columns: [t.groupId, t.userId] }), index("group_members_user").on(t.userId)],
);

export const keys = sqliteTable(
  "keys",
  {
    id: id(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    /** SHA-256 of the key, hex. The key itself is shown once and not kept. */
    hash: text("hash").notNull().unique(),
    lastFour: text("last_four").notNull(),
    /** A key with a purpose refuses another. */
    purpose: text("purpose"),
    expiresAt: integer("expires_at"),
    revokedAt: integer("revoked_at"),
    lastUsedAt: integer("last_used_at"),
    createdAt: createdAt(),
  },
  (t) => [index("keys_user").on(t.userId)],
);

// Endpoints, models, prices -----------------------------------------------------------------

export const endpoints = sqliteTable("endpoints", {
  id: id(),
  name: text("name").notNull(),
  kind: text("kind").notNull(),
  baseUrl: text("base_url"),
  /** Ciphertext with its key id (lib/secrets.ts); write-only over the API. */
  apiKey: text("api_key"),
  apiKeyLastFour: text("api_key_last_four"),
  template: text("template"),
  /** Who declares it: rows of `environment` and `configuration` follow those at each start. */
  origin: text("origin", { enum: ["builtin", "environment", "configuration", "admin"] }).notNull(),
  createdAt: createdAt(),
  deletedAt: integer("deleted_at"),
});

export const models = sqliteTable(
  "models",
  {
    /** What history refers to; the public id may be used again after a deletion. */
    key: integer("key").primaryKey({ autoIncrement: true }),
    id: text("id").notNull(),
    endpointId: text("endpoint_id")
      .notNull()
      .references(() => endpoints.id),
    upstreamId: text("upstream_id").notNull(),
    name: text("name").notNull(),
    aliases: text("aliases", { mode: "json" }).$type<string[]>().notNull(),
    contextWindow: integer("context_window"),
    maxOutputTokens: integer("max_output_tokens"),
    /** Place among its endpoint's models, as declared. */
    position: integer("position").notNull().default(0),
    createdAt: createdAt(),
    deletedAt: integer("deleted_at"),
  },
  (t) => [uniqueIndex("models_id").on(t.id).where(sql`deleted_at is null`)],
);

/** Prices set by hand (API, admin page, configuration), dated; the catalogue is not copied. */
export const prices = sqliteTable(
  "prices",
  {
    id: id(),
    modelKey: integer("model_key")
      .notNull()
      .references(() => models.key),
    effectiveFrom: integer("effective_from").notNull(),
    /** A `Price` of lib/pricing/price.ts. */
    price: text("price", { mode: "json" }).notNull(),
    source: text("source").notNull(),
    createdBy: text("created_by"),
    createdAt: createdAt(),
  },
  (t) => [index("prices_model").on(t.modelKey, t.effectiveFrom)],
);

// Money ---------------------------------------------------------------------------------------

export const allowances = sqliteTable(
  "allowances",
  {
    id: id(),
    name: text("name").notNull(),
    kind: text("kind", { enum: ["budget", "cap"] }).notNull(),
    level: text("level", { enum: ["instance", "group", "user", "each-user"] }).notNull(),
    /** The user or group; null for `instance` and `each-user`. */
    subjectId: text("subject_id"),
    purpose: text("purpose"),
    /** Public id of the model it is narrowed to. */
    model: text("model"),
    window: text("window", {
      enum: [
        "none",
        "calendar-day",
        "calendar-week",
        "calendar-month",
        "rolling-24h",
        "rolling-7d",
        "rolling-30d",
      ],
    }).notNull(),
    timeZone: text("time_zone").notNull(),
    /** Of each period; for window `none` the opening grant. */
    amountCredits: integer("amount_credits").notNull(),
    /** Set when a person capped themselves. */
    createdBy: text("created_by"),
    createdAt: createdAt(),
    deletedAt: integer("deleted_at"),
  },
  (t) => [amount("allowances_amount", t.amountCredits)],
);

/**
 * One row per allowance, subject and period, made on first use: a cache of the entries.
 * remaining = granted - spent - reserved.
 */
export const balances = sqliteTable(
  "balances",
  {
    id: id(),
    allowanceId: text("allowance_id")
      .notNull()
      .references(() => allowances.id),
    /** `each-user`: the user's id, or `guests` for all guests together; else "". */
    subject: text("subject").notNull(),
    periodStart: integer("period_start").notNull(),
    /** When it resets; null where it never does. */
    periodEnd: integer("period_end"),
    grantedCredits: integer("granted_credits").notNull(),
    spentCredits: integer("spent_credits").notNull().default(0),
    reservedCredits: integer("reserved_credits").notNull().default(0),
  },
  (t) => [
    uniqueIndex("balances_period").on(t.allowanceId, t.subject, t.periodStart),
    amount("balances_reserved", t.reservedCredits),
  ],
);

/** The ledger: append-only; the sum of a balance's entries is its granted minus its spent. */
export const entries = sqliteTable(
  "entries",
  {
    id: id(),
    balanceId: text("balance_id")
      .notNull()
      .references(() => balances.id),
    kind: text("kind", { enum: ["opening", "grant", "charge", "adjustment"] }).notNull(),
    /** Signed: what is given is positive, what is charged is negative. */
    credits: integer("credits").notNull(),
    usageId: text("usage_id"),
    cause: text("cause").notNull(),
    actorId: text("actor_id"),
    createdAt: createdAt(),
  },
  (t) => [
    index("entries_balance").on(t.balanceId, t.id),
    uniqueIndex("entries_charge").on(t.balanceId, t.usageId).where(sql`kind = 'charge'`),
  ],
);

export const reservations = sqliteTable(
  "reservations",
  {
    id: id(),
    state: text("state", { enum: ["open", "settled", "released", "expired"] }).notNull(),
    userId: text("user_id").notNull(),
    keyId: text("key_id"),
    purpose: text("purpose").notNull(),
    modelKey: integer("model_key").notNull(),
    conversationId: text("conversation_id"),
    responseId: text("response_id"),
    traceId: text("trace_id").notNull(),
    spanId: text("span_id").notNull(),
    parentSpanId: text("parent_span_id"),
    credits: integer("credits").notNull(),
    inputTokensBound: integer("input_tokens_bound").notNull(),
    maxOutputTokens: integer("max_output_tokens").notNull(),
    /** What the bound was made of, for the receipt: `Bound` of lib/pricing/bound.ts. */
    bound: text("bound", { mode: "json" }).notNull(),
    /** The price in force when it was taken, by which the call is settled. */
    price: text("price", { mode: "json" }).notNull(),
    priceSource: text("price_source").notNull(),
    /** The process that answers for it (`processes.id`). */
    owner: text("owner").notNull(),
    deadlineAt: integer("deadline_at").notNull(),
    createdAt: createdAt(),
    closedAt: integer("closed_at"),
    closedBecause: text("closed_because"),
  },
  (t) => [
    index("reservations_open").on(t.deadlineAt).where(sql`state = 'open'`),
    amount("reservations_credits", t.credits),
  ],
);

/** The balances a reservation counts down; each holds the reservation's whole credits. */
export const holds = sqliteTable(
  "holds",
  {
    reservationId: text("reservation_id")
      .notNull()
      .references(() => reservations.id),
    balanceId: text("balance_id")
      .notNull()
      .references(() => balances.id),
  },
  (t) => [primaryKey({ columns: [t.reservationId, t.balanceId] })],
);

/** One row per call that reached the wire. No foreign keys: it outlives what it paid for. */
export const usage = sqliteTable(
  "usage",
  {
    id: id(),
    reservationId: text("reservation_id").unique(),
    userId: text("user_id").notNull(),
    keyId: text("key_id"),
    conversationId: text("conversation_id"),
    responseId: text("response_id"),
    traceId: text("trace_id").notNull(),
    spanId: text("span_id").notNull(),
    parentSpanId: text("parent_span_id"),
    purpose: text("purpose").notNull(),
    modelKey: integer("model_key").notNull(),
    /** Public id at the time of the call. */
    model: text("model").notNull(),
    resolvedModel: text("resolved_model"),
    /** Disjoint: input_tokens of the API is the three together. */
    uncachedInputTokens: integer("uncached_input_tokens").notNull(),
    cachedInputTokens: integer("cached_input_tokens").notNull(),
    cacheWriteTokens: integer("cache_write_tokens").notNull(),
    outputTokens: integer("output_tokens").notNull(),
    /** A part of output_tokens. */
    reasoningTokens: integer("reasoning_tokens").notNull(),
    costCredits: integer("cost_credits").notNull(),
    usageSource: text("usage_source", { enum: ["provider", "estimated"] }).notNull(),
    /** The rates used, a `Rates` of lib/pricing/price.ts, and where they came from. */
    rates: text("rates", { mode: "json" }).notNull(),
    priceSource: text("price_source").notNull(),
    /** The provider's usage as it came; null when none did. */
    reported: text("reported", { mode: "json" }),
    /** Why the reported usage was not believed, or a crash was settled by rule; for review. */
    alert: text("alert"),
    overrun: integer("overrun", { mode: "boolean" }).notNull(),
    demo: integer("demo", { mode: "boolean" }).notNull(),
    durationMs: integer("duration_ms"),
    firstTokenMs: integer("first_token_ms"),
    createdAt: createdAt(),
  },
  (t) => [
    index("usage_user").on(t.userId, t.id),
    index("usage_conversation").on(t.conversationId),
    index("usage_trace").on(t.traceId),
    uniqueIndex("usage_span").on(t.userId, t.traceId, t.spanId),
    amount("usage_uncached", t.uncachedInputTokens),
    amount("usage_cached", t.cachedInputTokens),
    amount("usage_write", t.cacheWriteTokens),
    amount("usage_output", t.outputTokens),
    amount("usage_reasoning", t.reasoningTokens),
    amount("usage_cost", t.costCredits),
  ],
);

// Conversations -------------------------------------------------------------------------------

/** What started a conversation, kept before anything is sent to a provider. */
export const initiated = sqliteTable("initiated", {
  /** The conversation's id. */
  id: id(),
  userId: text("user_id").notNull(),
  keyId: text("key_id"),
  model: text("model").notNull(),
  prompt: text("prompt").notNull(),
  system: text("system"),
  optionsJson: text("options_json", { mode: "json" }).notNull(),
  purpose: text("purpose").notNull(),
  traceId: text("trace_id").notNull(),
  datetimeUtc: text("datetime_utc").notNull(),
});

export const conversations = sqliteTable(
  "conversations",
  {
    id: id(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    /** `prompt`: its first words; `model`: a title call; `person`: by hand, never overwritten. */
    namedBy: text("named_by", { enum: ["prompt", "model", "person"] }).notNull(),
    model: text("model").notNull(),
    system: text("system"),
    createdAt: createdAt(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [index("conversations_user").on(t.userId, t.id)],
);

/** The columns of the `llm` tool's log, and ours beside them. */
export const responses = sqliteTable(
  "responses",
  {
    id: id(),
    model: text("model").notNull(),
    prompt: text("prompt").notNull(),
    system: text("system"),
    promptJson: text("prompt_json"),
    optionsJson: text("options_json").notNull(),
    response: text("response").notNull(),
    responseJson: text("response_json"),
    conversationId: text("conversation_id")
      .notNull()
      .references(() => conversations.id, { onDelete: "cascade" }),
    durationMs: integer("duration_ms"),
    datetimeUtc: text("datetime_utc").notNull(),
    inputTokens: integer("input_tokens"),
    outputTokens: integer("output_tokens"),
    /** JSON of the detail buckets, as `llm` keeps it. */
    tokenDetails: text("token_details"),
    resolvedModel: text("resolved_model"),
    reasoning: text("reasoning"),
    parentId: text("parent_id"),
    status: text("status", {
      enum: ["queued", "streaming", "done", "stopped", "interrupted", "failed", "refused"],
    }).notNull(),
    finishReason: text("finish_reason"),
    error: text("error", { mode: "json" }).$type<{ code: string; message: string }>(),
    purpose: text("purpose").notNull(),
    traceId: text("trace_id").notNull(),
    keyId: text("key_id"),
    reservationId: text("reservation_id"),
    usageId: text("usage_id"),
    maxOutputTokens: integer("max_output_tokens"),
    reservedCredits: integer("reserved_credits"),
    cachedInputTokens: integer("cached_input_tokens"),
    cacheWriteTokens: integer("cache_write_tokens"),
    reasoningTokens: integer("reasoning_tokens"),
    costCredits: integer("cost_credits"),
    usageSource: text("usage_source", { enum: ["provider", "estimated"] }),
    createdAt: createdAt(),
  },
  (t) => [
    index("responses_conversation").on(t.conversationId, t.id),
    index("responses_unfinished").on(t.id).where(sql`status in ('queued', 'streaming')`),
  ],
);

/**
 * The generation log: append-only. A row is one group commit's worth of stream parts of one
 * response; event ids are `<row id>.<index of the part>`.
 */
export const generationLog = sqliteTable(
  "generation_log",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    conversationId: text("conversation_id")
      .notNull()
      .references(() => conversations.id, { onDelete: "cascade" }),
    responseId: text("response_id").notNull(),
    /** JSON array of UI message stream parts. */
    parts: text("parts").notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    index("generation_log_conversation").on(t.conversationId, t.id),
    index("generation_log_response").on(t.responseId, t.id),
  ],
);

export const shares = sqliteTable(
  "shares",
  {
    /** SHA-256 of the token, hex: a copy of the database opens no link. */
    tokenHash: text("token_hash").primaryKey(),
    /** The token, for its owner's list; ciphertext (lib/secrets.ts). */
    token: text("token").notNull(),
    conversationId: text("conversation_id")
      .notNull()
      .references(() => conversations.id, { onDelete: "cascade" }),
    userId: text("user_id").notNull(),
    mode: text("mode", { enum: ["snapshot", "live"] }).notNull(),
    showCost: integer("show_cost", { mode: "boolean" }).notNull(),
    /** The frozen public view of a snapshot. */
    snapshot: text("snapshot", { mode: "json" }),
    expiresAt: integer("expires_at"),
    createdAt: createdAt(),
  },
  (t) => [index("shares_conversation").on(t.conversationId)],
);

// The house -------------------------------------------------------------------------------------

/** What a request with an Idempotency-Key made; kept for at least 24 hours. */
export const idempotency = sqliteTable(
  "idempotency",
  {
    userId: text("user_id").notNull(),
    key: text("key").notNull(),
    /** SHA-256 of method, path and canonical body. */
    digest: text("digest").notNull(),
    /** Id of what was made; for turns the response. */
    resultId: text("result_id").notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.key] }), index("idempotency_created").on(t.createdAt)],
);

/** Server processes that own reservations; one is dead when its heartbeat is old or it ended. */
export const processes = sqliteTable("processes", {
  id: id(),
  startedAt: integer("started_at").notNull(),
  heartbeatAt: integer("heartbeat_at").notNull(),
});

/** Facts of the instance, made once (for instance that the Default allowance was made). */
export const facts = sqliteTable("facts", {
  name: text("name").primaryKey(),
  value: text("value", { mode: "json" }).notNull(),
});
