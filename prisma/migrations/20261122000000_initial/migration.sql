-- The first schema. One transaction: a failure leaves nothing behind.
-- Statements are split at every semicolon when they are applied, so none may stand inside a comment or a function body.
BEGIN;

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "shop" (
    "id" TEXT NOT NULL,
    "platform" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "time_zone" TEXT NOT NULL,

    CONSTRAINT "shop_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_version" (
    "ordinal" SERIAL NOT NULL,
    "hash" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "definition" JSONB NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT false,
    "applied_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "policy_version_pkey" PRIMARY KEY ("ordinal")
);

-- CreateTable
CREATE TABLE "setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "domain_clock" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "anchored_system" TIMESTAMPTZ(3) NOT NULL,
    "anchored_domain" TIMESTAMPTZ(3) NOT NULL,
    "factor" DOUBLE PRECISION NOT NULL DEFAULT 1,
    "seen_system" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "domain_clock_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "write_key" (
    "id" TEXT NOT NULL,
    "secret_sha256" BYTEA NOT NULL,
    "shop_id" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "write_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customer" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "display_name" TEXT,
    "country" CHAR(2),
    "language" TEXT,
    "time_zone" TEXT,
    "merged_into" UUID,
    "erased_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "customer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity" (
    "shop_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "customer_id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "confidence" DOUBLE PRECISION NOT NULL DEFAULT 1,

    CONSTRAINT "identity_pkey" PRIMARY KEY ("shop_id","kind","value")
);

-- CreateTable
CREATE TABLE "contact_point" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "customer_id" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'unverified',
    "sandbox_only" BOOLEAN NOT NULL DEFAULT false,
    "soft_bounces" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "contact_point_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "consent" (
    "id" BIGSERIAL NOT NULL,
    "customer_id" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "granted" BOOLEAN NOT NULL,
    "source" TEXT NOT NULL,
    "wording" TEXT NOT NULL,
    "proof" JSONB,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "consent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "suppression" (
    "id" BIGSERIAL NOT NULL,
    "customer_id" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "address" TEXT,
    "purpose" TEXT NOT NULL DEFAULT 'marketing',
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "lifted_at" TIMESTAMPTZ(3),

    CONSTRAINT "suppression_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customer_facts" (
    "customer_id" UUID NOT NULL,
    "first_order_at" TIMESTAMPTZ(3),
    "last_order_at" TIMESTAMPTZ(3),
    "order_count" INTEGER NOT NULL DEFAULT 0,
    "gross_value" DECIMAL(18,4) NOT NULL DEFAULT 0,
    "cancelled_value" DECIMAL(18,4) NOT NULL DEFAULT 0,
    "largest_order" DECIMAL(18,4) NOT NULL DEFAULT 0,
    "usual_gap_hours" DOUBLE PRECISION,
    "inquiry_count" INTEGER NOT NULL DEFAULT 0,
    "last_inquiry_at" TIMESTAMPTZ(3),
    "last_reply_at" TIMESTAMPTZ(3),
    "last_click_at" TIMESTAMPTZ(3),
    "last_contact_at" TIMESTAMPTZ(3),
    "recency_score" SMALLINT,
    "frequency_score" SMALLINT,
    "monetary_score" SMALLINT,
    "stage" TEXT NOT NULL DEFAULT 'aware',
    "life_cycle" TEXT NOT NULL DEFAULT 'new',
    "tier" TEXT NOT NULL DEFAULT 'D',
    "marks" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "level" SMALLINT NOT NULL DEFAULT 4,
    "score_version" INTEGER,

    CONSTRAINT "customer_facts_pkey" PRIMARY KEY ("customer_id")
);

-- CreateTable
CREATE TABLE "customer_state" (
    "customer_id" UUID NOT NULL,
    "sequence" BIGINT NOT NULL DEFAULT 0,
    "last_call_key" TEXT,
    "wake_at" TIMESTAMPTZ(3),
    "awaits" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "waiting_for" TEXT NOT NULL DEFAULT '',
    "card" JSONB,
    "pokes" INTEGER NOT NULL DEFAULT 0,
    "poked_system" TIMESTAMPTZ(3),

    CONSTRAINT "customer_state_pkey" PRIMARY KEY ("customer_id")
);

-- CreateTable
CREATE TABLE "product" (
    "shop_id" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "title" TEXT,
    "kind" TEXT NOT NULL DEFAULT 'product',

    CONSTRAINT "product_pkey" PRIMARY KEY ("shop_id","sku")
);

-- CreateTable
CREATE TABLE "orders" (
    "shop_id" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "customer_id" UUID,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "country" TEXT,
    "value" DECIMAL(18,4) NOT NULL DEFAULT 0,
    "line_count" INTEGER NOT NULL DEFAULT 0,
    "state" TEXT NOT NULL DEFAULT 'placed',
    "import_id" INTEGER,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("shop_id","external_id")
);

-- CreateTable
CREATE TABLE "order_line" (
    "shop_id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "line_no" INTEGER NOT NULL,
    "sku" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "unit_price" DECIMAL(18,4) NOT NULL,

    CONSTRAINT "order_line_pkey" PRIMARY KEY ("shop_id","order_id","line_no")
);

-- CreateTable
CREATE TABLE "import_job" (
    "id" SERIAL NOT NULL,
    "file_name" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "shop_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "rows" INTEGER NOT NULL DEFAULT 0,
    "rejects" INTEGER NOT NULL DEFAULT 0,
    "counts" JSONB,
    "started_system" TIMESTAMPTZ(3) NOT NULL,
    "ended_system" TIMESTAMPTZ(3),

    CONSTRAINT "import_job_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "score_version" (
    "id" SERIAL NOT NULL,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "basis" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "cut_points" JSONB NOT NULL,
    "customers" INTEGER NOT NULL,
    "total" DECIMAL(18,4) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "score_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_inbox" (
    "id" BIGSERIAL NOT NULL,
    "source" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "shop_id" TEXT NOT NULL,
    "customer_id" UUID,
    "kind" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "received_system" TIMESTAMPTZ(3) NOT NULL,
    "payload" JSONB NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'received',
    "wakes" BOOLEAN NOT NULL DEFAULT false,
    "consumed_by" BIGINT,
    "reason" TEXT,

    CONSTRAINT "event_inbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaign" (
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'draft',
    "active_ordinal" INTEGER NOT NULL,
    "paused_at" TIMESTAMPTZ(3),
    "late_rule" TEXT NOT NULL DEFAULT 'catch-up',
    "resumed_at" TIMESTAMPTZ(3),

    CONSTRAINT "campaign_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "campaign_version" (
    "campaign" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "definition" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "campaign_version_pkey" PRIMARY KEY ("campaign","ordinal")
);

-- CreateTable
CREATE TABLE "template_version" (
    "hash" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "links" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "template_version_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "campaign_run" (
    "id" TEXT NOT NULL,
    "campaign" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "run_number" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "seed" TEXT NOT NULL,
    "frozen_through" UUID,
    "audience_count" INTEGER NOT NULL DEFAULT 0,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "campaign_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audience_member" (
    "run_id" TEXT NOT NULL,
    "customer_id" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "reason" JSONB,

    CONSTRAINT "audience_member_pkey" PRIMARY KEY ("run_id","customer_id")
);

-- CreateTable
CREATE TABLE "enrolment" (
    "id" TEXT NOT NULL,
    "campaign" TEXT NOT NULL,
    "customer_id" UUID NOT NULL,
    "entry_number" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "run_id" TEXT,
    "place" JSONB NOT NULL,
    "visits" JSONB NOT NULL,
    "open" BOOLEAN NOT NULL DEFAULT true,
    "entered_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "end_reason" TEXT,
    "goal_met_at" TIMESTAMPTZ(3),

    CONSTRAINT "enrolment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message" (
    "id" TEXT NOT NULL,
    "ref" BIGSERIAL NOT NULL,
    "customer_id" UUID NOT NULL,
    "enrolment_id" TEXT NOT NULL,
    "campaign" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "run_id" TEXT,
    "step" TEXT NOT NULL,
    "occurrence" INTEGER NOT NULL,
    "channel" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "contact_point_id" UUID NOT NULL,
    "template_hash" TEXT NOT NULL,
    "context" JSONB NOT NULL,
    "content_hash" TEXT,
    "not_before" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "fence" INTEGER NOT NULL DEFAULT 0,
    "lease_until_system" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "claimed_at" TIMESTAMPTZ(3),
    "accepted_at" TIMESTAMPTZ(3),
    "provider_id" TEXT,
    "reason" JSONB,
    "delivered_at" TIMESTAMPTZ(3),
    "opened_at" TIMESTAMPTZ(3),
    "clicked_at" TIMESTAMPTZ(3),
    "replied_at" TIMESTAMPTZ(3),
    "bounced_at" TIMESTAMPTZ(3),
    "complained_at" TIMESTAMPTZ(3),
    "unsubscribed_at" TIMESTAMPTZ(3),

    CONSTRAINT "message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attempt" (
    "message_id" TEXT NOT NULL,
    "fence" INTEGER NOT NULL,
    "started_system" TIMESTAMPTZ(3) NOT NULL,
    "ended_system" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "code" TEXT,
    "detail" TEXT,

    CONSTRAINT "attempt_pkey" PRIMARY KEY ("message_id","fence")
);

-- CreateTable
CREATE TABLE "decision" (
    "customer_id" UUID NOT NULL,
    "sequence" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "policy_ordinal" INTEGER NOT NULL,
    "event_ids" BIGINT[],
    "reasons" JSONB NOT NULL,
    "answer" JSONB NOT NULL,

    CONSTRAINT "decision_pkey" PRIMARY KEY ("customer_id","sequence","at")
) PARTITION BY RANGE ("at");

-- Months get their own partition (src/store/decision-months.ts), the rest waits in the default one.
CREATE TABLE "decision_rest" PARTITION OF "decision" DEFAULT;

-- CreateTable
CREATE TABLE "sandbox_mail" (
    "id" BIGSERIAL NOT NULL,
    "received_system" TIMESTAMPTZ(3) NOT NULL,
    "envelope_from" TEXT NOT NULL,
    "envelope_to" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "raw" BYTEA NOT NULL,

    CONSTRAINT "sandbox_mail_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "policy_version_hash_key" ON "policy_version"("hash");

-- CreateIndex
CREATE INDEX "identity_customer_id_idx" ON "identity"("customer_id");

-- CreateIndex
CREATE INDEX "contact_point_channel_address_idx" ON "contact_point"("channel", "address");

-- CreateIndex
CREATE UNIQUE INDEX "contact_point_customer_id_channel_address_key" ON "contact_point"("customer_id", "channel", "address");

-- CreateIndex
CREATE INDEX "consent_customer_id_channel_purpose_id_idx" ON "consent"("customer_id", "channel", "purpose", "id");

-- CreateIndex
CREATE INDEX "suppression_customer_id_idx" ON "suppression"("customer_id");

-- CreateIndex
CREATE INDEX "orders_customer_id_placed_at_idx" ON "orders"("customer_id", "placed_at");

-- CreateIndex
CREATE INDEX "event_inbox_customer_id_id_idx" ON "event_inbox"("customer_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "event_inbox_source_message_id_key" ON "event_inbox"("source", "message_id");

-- CreateIndex
CREATE UNIQUE INDEX "campaign_version_campaign_hash_key" ON "campaign_version"("campaign", "hash");

-- CreateIndex
CREATE UNIQUE INDEX "campaign_run_campaign_run_number_key" ON "campaign_run"("campaign", "run_number");

-- CreateIndex
CREATE INDEX "enrolment_customer_id_idx" ON "enrolment"("customer_id");

-- CreateIndex
CREATE INDEX "enrolment_run_id_open_idx" ON "enrolment"("run_id", "open");

-- CreateIndex
CREATE UNIQUE INDEX "enrolment_campaign_customer_id_entry_number_key" ON "enrolment"("campaign", "customer_id", "entry_number");

-- CreateIndex
CREATE UNIQUE INDEX "message_ref_key" ON "message"("ref");

-- CreateIndex
CREATE INDEX "message_customer_id_claimed_at_idx" ON "message"("customer_id", "claimed_at");

-- CreateIndex
CREATE INDEX "message_enrolment_id_idx" ON "message"("enrolment_id");

-- CreateIndex
CREATE INDEX "message_campaign_state_idx" ON "message"("campaign", "state");

-- CreateIndex
CREATE INDEX "sandbox_mail_message_id_idx" ON "sandbox_mail"("message_id");

-- Beyond what the Prisma schema can say ------------------------------------------------------

-- Only rows that are due for something are in these indexes: they stay small however many customers there are.
CREATE INDEX "customer_state_wake_at_due" ON "customer_state" ("wake_at") WHERE "wake_at" IS NOT NULL;
CREATE INDEX "event_inbox_received" ON "event_inbox" ("id") WHERE "status" = 'received';
CREATE INDEX "event_inbox_applied" ON "event_inbox" ("customer_id", "id") WHERE "status" = 'applied';
CREATE INDEX "message_under_way" ON "message" ("customer_id") WHERE "state" IN ('ready', 'sending');
CREATE INDEX "message_unknown" ON "message" ("claimed_at") WHERE "state" = 'unknown';
CREATE INDEX "enrolment_open" ON "enrolment" ("customer_id") WHERE "open";
CREATE INDEX "enrolment_open_version" ON "enrolment" ("campaign", "ordinal") WHERE "open";
CREATE INDEX "audience_member_pending" ON "audience_member" ("run_id", "customer_id") WHERE "state" = 'pending';
CREATE INDEX "audience_member_entered" ON "audience_member" ("run_id", "customer_id") WHERE "state" = 'entered';
CREATE INDEX "suppression_standing" ON "suppression" ("customer_id") WHERE "lifted_at" IS NULL;
CREATE UNIQUE INDEX "policy_version_one_active" ON "policy_version" ("active") WHERE "active";

ALTER TABLE "message" ADD CONSTRAINT "message_state_known" CHECK ("state" IN
  ('planned','draft','approved','rejected','ready','sending','accepted','refused','unknown','void','cancelled','expired'));
ALTER TABLE "attempt" ADD CONSTRAINT "attempt_outcome_known" CHECK ("outcome" IN ('accepted','refused','deferred','unknown'));
ALTER TABLE "event_inbox" ADD CONSTRAINT "event_status_known" CHECK ("status" IN ('received','applied','consumed','ignored','dead_letter'));
ALTER TABLE "campaign" ADD CONSTRAINT "campaign_state_known" CHECK ("state" IN ('draft','running','paused','cancelled','finished'));
ALTER TABLE "domain_clock" ADD CONSTRAINT "domain_clock_one_row" CHECK ("id" = 1);
ALTER TABLE "domain_clock" ADD CONSTRAINT "domain_clock_forward" CHECK ("factor" >= 0);

-- Instants leave the database as epoch milliseconds and come back as such.
CREATE FUNCTION epoch_ms(at timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT floor(extract(epoch FROM at) * 1000)::bigint
$$;
CREATE FUNCTION instant(ms double precision) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
  SELECT to_timestamp(ms / 1000)
$$;

-- Domain time now: the system clock, unless a demo clock is set.
CREATE FUNCTION touchline_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
  SELECT coalesce(
    (SELECT anchored_domain + (clock_timestamp() - anchored_system) * factor FROM domain_clock WHERE id = 1),
    clock_timestamp())
$$;

-- System milliseconds from now until domain instant `at`: never negative, null when the clock stands still before it.
CREATE FUNCTION touchline_wait_ms(at timestamptz) RETURNS double precision LANGUAGE sql VOLATILE AS $$
  SELECT CASE
    WHEN at IS NULL THEN NULL
    WHEN at <= touchline_now() THEN 0
    ELSE extract(epoch FROM at - touchline_now()) * 1000
      / nullif(coalesce((SELECT factor FROM domain_clock WHERE id = 1), 1), 0)
  END
$$;

COMMIT;
