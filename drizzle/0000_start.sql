CREATE TABLE `adjustments` (
	`id` text PRIMARY KEY NOT NULL,
	`usage_id` text NOT NULL,
	`kind` text NOT NULL,
	`credits` integer NOT NULL,
	`rates` text,
	`rerating_id` text,
	`counts` text,
	`created_by` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `adjustments_usage` ON `adjustments` (`usage_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `adjustments_once` ON `adjustments` (`usage_id`,`kind`,`rerating_id`);--> statement-breakpoint
CREATE TABLE `allowance_requests` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`allowance_id` text NOT NULL,
	`credits` integer,
	`note` text,
	`state` text NOT NULL,
	`granted_credits` integer,
	`decided_by` text,
	`decided_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `allowance_requests_open` ON `allowance_requests` (`id`) WHERE state = 'open';--> statement-breakpoint
CREATE UNIQUE INDEX `allowance_requests_once` ON `allowance_requests` (`user_id`,`allowance_id`) WHERE state = 'open';--> statement-breakpoint
CREATE TABLE `allowances` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`level` text NOT NULL,
	`subject_id` text,
	`purpose` text,
	`model` text,
	`window` text NOT NULL,
	`time_zone` text NOT NULL,
	`amount_credits` integer NOT NULL,
	`rollover` text DEFAULT 'none' NOT NULL,
	`created_by` text,
	`created_at` integer NOT NULL,
	`deleted_at` integer,
	CONSTRAINT "allowances_amount" CHECK("allowances"."amount_credits" between 0 and 9007199254740991 and typeof("allowances"."amount_credits") = 'integer')
);
--> statement-breakpoint
CREATE TABLE `balances` (
	`id` text PRIMARY KEY NOT NULL,
	`allowance_id` text NOT NULL,
	`subject` text NOT NULL,
	`kind` text DEFAULT 'period' NOT NULL,
	`period_start` integer NOT NULL,
	`period_end` integer,
	`granted_credits` integer NOT NULL,
	`spent_credits` integer DEFAULT 0 NOT NULL,
	`reserved_credits` integer DEFAULT 0 NOT NULL,
	`rolled_until` integer DEFAULT 0 NOT NULL,
	`seq` integer DEFAULT 0 NOT NULL,
	`digest` text DEFAULT '' NOT NULL,
	FOREIGN KEY (`allowance_id`) REFERENCES `allowances`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "balances_reserved" CHECK("balances"."reserved_credits" between 0 and 9007199254740991 and typeof("balances"."reserved_credits") = 'integer')
);
--> statement-breakpoint
CREATE UNIQUE INDEX `balances_period` ON `balances` (`allowance_id`,`subject`,`kind`,`period_start`);--> statement-breakpoint
CREATE TABLE `conversations` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`name` text NOT NULL,
	`named_by` text NOT NULL,
	`model` text NOT NULL,
	`system` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `conversations_user` ON `conversations` (`user_id`,`id`);--> statement-breakpoint
CREATE TABLE `deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`channel` text NOT NULL,
	`target` text NOT NULL,
	`payload` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`next_at` integer,
	`delivered_at` integer,
	`error` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `deliveries_next` ON `deliveries` (`next_at`) WHERE next_at is not null;--> statement-breakpoint
CREATE TABLE `endpoints` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`base_url` text,
	`api_key` text,
	`api_key_last_four` text,
	`template` text,
	`on_disconnect` text DEFAULT 'auto' NOT NULL,
	`origin` text NOT NULL,
	`created_at` integer NOT NULL,
	`deleted_at` integer
);
--> statement-breakpoint
CREATE TABLE `entries` (
	`id` text PRIMARY KEY NOT NULL,
	`balance_id` text NOT NULL,
	`seq` integer NOT NULL,
	`kind` text NOT NULL,
	`credits` integer NOT NULL,
	`usage_id` text,
	`leaves_at` integer,
	`cause` text NOT NULL,
	`note` text,
	`actor_id` text,
	`created_at` integer NOT NULL,
	`digest` text NOT NULL,
	FOREIGN KEY (`balance_id`) REFERENCES `balances`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `entries_seq` ON `entries` (`balance_id`,`seq`);--> statement-breakpoint
CREATE INDEX `entries_usage` ON `entries` (`usage_id`,`balance_id`) WHERE usage_id is not null;--> statement-breakpoint
CREATE INDEX `entries_leave` ON `entries` (`balance_id`,`leaves_at`) WHERE leaves_at is not null;--> statement-breakpoint
CREATE TABLE `facts` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `generation_log` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`conversation_id` text NOT NULL,
	`response_id` text NOT NULL,
	`parts` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `generation_log_conversation` ON `generation_log` (`conversation_id`,`id`);--> statement-breakpoint
CREATE INDEX `generation_log_response` ON `generation_log` (`response_id`,`id`);--> statement-breakpoint
CREATE TABLE `group_members` (
	`group_id` text NOT NULL,
	`user_id` text NOT NULL,
	PRIMARY KEY(`group_id`, `user_id`),
	FOREIGN KEY (`group_id`) REFERENCES `groups`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `group_members_user` ON `group_members` (`user_id`);--> statement-breakpoint
CREATE TABLE `groups` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `groups_name_unique` ON `groups` (`name`);--> statement-breakpoint
CREATE TABLE `holds` (
	`reservation_id` text NOT NULL,
	`balance_id` text NOT NULL,
	`credits` integer NOT NULL,
	PRIMARY KEY(`reservation_id`, `balance_id`),
	FOREIGN KEY (`reservation_id`) REFERENCES `reservations`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`balance_id`) REFERENCES `balances`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "holds_credits" CHECK("holds"."credits" between 0 and 9007199254740991 and typeof("holds"."credits") = 'integer')
);
--> statement-breakpoint
CREATE TABLE `idempotency` (
	`user_id` text NOT NULL,
	`key` text NOT NULL,
	`digest` text NOT NULL,
	`result_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`user_id`, `key`)
);
--> statement-breakpoint
CREATE INDEX `idempotency_created` ON `idempotency` (`created_at`);--> statement-breakpoint
CREATE TABLE `identities` (
	`provider` text NOT NULL,
	`subject` text NOT NULL,
	`user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`provider`, `subject`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `initiated` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`key_id` text,
	`model` text NOT NULL,
	`prompt` text NOT NULL,
	`system` text,
	`options_json` text NOT NULL,
	`purpose` text NOT NULL,
	`trace_id` text NOT NULL,
	`datetime_utc` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `keys` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`name` text NOT NULL,
	`hash` text NOT NULL,
	`last_four` text NOT NULL,
	`purpose` text,
	`models` text,
	`requests_per_minute` integer,
	`previous_hash` text,
	`previous_until` integer,
	`expires_at` integer,
	`revoked_at` integer,
	`last_used_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `keys_hash_unique` ON `keys` (`hash`);--> statement-breakpoint
CREATE UNIQUE INDEX `keys_previous_hash_unique` ON `keys` (`previous_hash`);--> statement-breakpoint
CREATE INDEX `keys_user` ON `keys` (`user_id`);--> statement-breakpoint
CREATE TABLE `models` (
	`key` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`endpoint_id` text NOT NULL,
	`upstream_id` text NOT NULL,
	`name` text NOT NULL,
	`aliases` text NOT NULL,
	`context_window` integer,
	`max_output_tokens` integer,
	`min_output_tokens` integer,
	`ceilings` text,
	`position` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`endpoint_id`) REFERENCES `endpoints`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `models_id` ON `models` (`id`) WHERE deleted_at is null;--> statement-breakpoint
CREATE TABLE `notices` (
	`id` text PRIMARY KEY NOT NULL,
	`allowance_id` text NOT NULL,
	`subject` text NOT NULL,
	`period_start` integer NOT NULL,
	`threshold` integer NOT NULL,
	`spent_credits` integer NOT NULL,
	`amount_credits` integer NOT NULL,
	`resets_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `notices_once` ON `notices` (`allowance_id`,`subject`,`period_start`,`threshold`);--> statement-breakpoint
CREATE INDEX `notices_created` ON `notices` (`created_at`);--> statement-breakpoint
CREATE TABLE `notices_seen` (
	`notice_id` text NOT NULL,
	`user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`notice_id`, `user_id`),
	FOREIGN KEY (`notice_id`) REFERENCES `notices`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `prices` (
	`id` text PRIMARY KEY NOT NULL,
	`model_key` integer NOT NULL,
	`effective_from` integer NOT NULL,
	`price` text NOT NULL,
	`source` text NOT NULL,
	`created_by` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`model_key`) REFERENCES `models`(`key`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `prices_model` ON `prices` (`model_key`,`effective_from`);--> statement-breakpoint
CREATE TABLE `processes` (
	`id` text PRIMARY KEY NOT NULL,
	`started_at` integer NOT NULL,
	`heartbeat_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `reratings` (
	`id` text PRIMARY KEY NOT NULL,
	`model_key` integer NOT NULL,
	`from_at` integer NOT NULL,
	`until_at` integer NOT NULL,
	`price` text NOT NULL,
	`calls` integer NOT NULL,
	`credits` integer NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`model_key`) REFERENCES `models`(`key`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `reservations` (
	`id` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`kind` text DEFAULT 'call' NOT NULL,
	`user_id` text NOT NULL,
	`key_id` text,
	`purpose` text NOT NULL,
	`model_key` integer NOT NULL,
	`conversation_id` text,
	`response_id` text,
	`trace_id` text NOT NULL,
	`span_id` text NOT NULL,
	`parent_span_id` text,
	`credits` integer NOT NULL,
	`input_tokens_bound` integer NOT NULL,
	`max_output_tokens` integer NOT NULL,
	`bound` text NOT NULL,
	`price` text NOT NULL,
	`price_source` text NOT NULL,
	`owner` text NOT NULL,
	`deadline_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`closed_at` integer,
	`closed_because` text,
	CONSTRAINT "reservations_credits" CHECK("reservations"."credits" between 0 and 9007199254740991 and typeof("reservations"."credits") = 'integer')
);
--> statement-breakpoint
CREATE INDEX `reservations_open` ON `reservations` (`deadline_at`) WHERE state = 'open';--> statement-breakpoint
CREATE TABLE `responses` (
	`id` text PRIMARY KEY NOT NULL,
	`model` text NOT NULL,
	`prompt` text NOT NULL,
	`system` text,
	`prompt_json` text,
	`options_json` text NOT NULL,
	`response` text NOT NULL,
	`response_json` text,
	`conversation_id` text NOT NULL,
	`duration_ms` integer,
	`datetime_utc` text NOT NULL,
	`input_tokens` integer,
	`output_tokens` integer,
	`token_details` text,
	`resolved_model` text,
	`reasoning` text,
	`parent_id` text,
	`status` text NOT NULL,
	`finish_reason` text,
	`error` text,
	`purpose` text NOT NULL,
	`trace_id` text NOT NULL,
	`key_id` text,
	`reservation_id` text,
	`usage_id` text,
	`max_output_tokens` integer,
	`reserved_credits` integer,
	`cached_input_tokens` integer,
	`cache_write_tokens` integer,
	`reasoning_tokens` integer,
	`cost_credits` integer,
	`usage_source` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `responses_conversation` ON `responses` (`conversation_id`,`id`);--> statement-breakpoint
CREATE INDEX `responses_unfinished` ON `responses` (`id`) WHERE status in ('queued', 'streaming');--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`epoch` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `sessions_user` ON `sessions` (`user_id`);--> statement-breakpoint
CREATE INDEX `sessions_expire` ON `sessions` (`expires_at`);--> statement-breakpoint
CREATE TABLE `shares` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`token` text NOT NULL,
	`conversation_id` text NOT NULL,
	`user_id` text NOT NULL,
	`mode` text NOT NULL,
	`show_cost` integer NOT NULL,
	`snapshot` text,
	`expires_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `shares_conversation` ON `shares` (`conversation_id`);--> statement-breakpoint
CREATE TABLE `spans` (
	`user_id` text NOT NULL,
	`trace_id` text NOT NULL,
	`span_id` text NOT NULL,
	`parent_span_id` text,
	`name` text NOT NULL,
	`started_at` integer NOT NULL,
	`duration_ms` integer,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`user_id`, `trace_id`, `span_id`)
);
--> statement-breakpoint
CREATE TABLE `usage` (
	`id` text PRIMARY KEY NOT NULL,
	`reservation_id` text,
	`origin` text DEFAULT 'chat' NOT NULL,
	`name` text,
	`user_id` text NOT NULL,
	`key_id` text,
	`conversation_id` text,
	`response_id` text,
	`trace_id` text NOT NULL,
	`span_id` text NOT NULL,
	`parent_span_id` text,
	`purpose` text NOT NULL,
	`model_key` integer,
	`model` text NOT NULL,
	`resolved_model` text,
	`uncached_input_tokens` integer NOT NULL,
	`cached_input_tokens` integer NOT NULL,
	`cache_write_tokens` integer NOT NULL,
	`output_tokens` integer NOT NULL,
	`reasoning_tokens` integer NOT NULL,
	`cost_credits` integer,
	`adjusted_credits` integer DEFAULT 0 NOT NULL,
	`usage_source` text NOT NULL,
	`rates` text,
	`price_source` text,
	`reported` text,
	`alert` text,
	`overrun` integer NOT NULL,
	`demo` integer NOT NULL,
	`duration_ms` integer,
	`first_token_ms` integer,
	`started_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	CONSTRAINT "usage_uncached" CHECK("usage"."uncached_input_tokens" between 0 and 9007199254740991 and typeof("usage"."uncached_input_tokens") = 'integer'),
	CONSTRAINT "usage_cached" CHECK("usage"."cached_input_tokens" between 0 and 9007199254740991 and typeof("usage"."cached_input_tokens") = 'integer'),
	CONSTRAINT "usage_write" CHECK("usage"."cache_write_tokens" between 0 and 9007199254740991 and typeof("usage"."cache_write_tokens") = 'integer'),
	CONSTRAINT "usage_output" CHECK("usage"."output_tokens" between 0 and 9007199254740991 and typeof("usage"."output_tokens") = 'integer'),
	CONSTRAINT "usage_reasoning" CHECK("usage"."reasoning_tokens" between 0 and 9007199254740991 and typeof("usage"."reasoning_tokens") = 'integer'),
	CONSTRAINT "usage_cost" CHECK("usage"."cost_credits" is null or ("usage"."cost_credits" between 0 and 9007199254740991 and typeof("usage"."cost_credits") = 'integer'))
);
--> statement-breakpoint
CREATE INDEX `usage_user` ON `usage` (`user_id`,`id`);--> statement-breakpoint
CREATE INDEX `usage_conversation` ON `usage` (`conversation_id`);--> statement-breakpoint
CREATE INDEX `usage_reservation` ON `usage` (`reservation_id`);--> statement-breakpoint
CREATE INDEX `usage_review` ON `usage` (`id`) WHERE alert is not null or usage_source = 'estimated' or overrun = 1;--> statement-breakpoint
CREATE INDEX `usage_unpriced` ON `usage` (`model`) WHERE cost_credits is null;--> statement-breakpoint
CREATE UNIQUE INDEX `usage_span` ON `usage` (`trace_id`,`span_id`,`user_id`);--> statement-breakpoint
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`password_hash` text,
	`session_epoch` integer DEFAULT 0 NOT NULL,
	`disabled_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_email_unique` ON `users` (`email`);--> statement-breakpoint
CREATE TABLE `vouchers` (
	`id` text PRIMARY KEY NOT NULL,
	`code_hash` text NOT NULL,
	`last_four` text NOT NULL,
	`allowance_id` text NOT NULL,
	`credits` integer NOT NULL,
	`note` text,
	`expires_at` integer,
	`grant_expires_at` integer,
	`created_by` text,
	`created_at` integer NOT NULL,
	`redeemed_by` text,
	`redeemed_at` integer,
	`voided_at` integer,
	FOREIGN KEY (`allowance_id`) REFERENCES `allowances`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "vouchers_credits" CHECK("vouchers"."credits" between 0 and 9007199254740991 and typeof("vouchers"."credits") = 'integer')
);
--> statement-breakpoint
CREATE UNIQUE INDEX `vouchers_code_hash_unique` ON `vouchers` (`code_hash`);