BEGIN;

-- AlterTable
ALTER TABLE "customer_facts" ADD COLUMN     "last_personal_contact_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "campaign_version" ADD COLUMN     "author" TEXT;

-- AlterTable
ALTER TABLE "message" ADD COLUMN     "inquiry_id" BIGINT,
ADD COLUMN     "words" JSONB;

-- CreateTable
CREATE TABLE "inquiry" (
    "id" BIGSERIAL NOT NULL,
    "customer_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "kind_by" TEXT NOT NULL DEFAULT 'rules',
    "kind_words" JSONB,
    "channel" TEXT NOT NULL,
    "address" TEXT,
    "language" TEXT,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "snoozed_until" TIMESTAMPTZ(3),
    "snooze_reason" TEXT,
    "team" TEXT,
    "person" TEXT,
    "band" TEXT,
    "screening" JSONB,
    "verdict" TEXT,
    "verdict_by" TEXT,
    "mood" TEXT,
    "merged_into" BIGINT,
    "closed_at" TIMESTAMPTZ(3),
    "closed_by" TEXT,
    "outcome" TEXT,
    "close_note" TEXT,
    "satisfaction" SMALLINT,

    CONSTRAINT "inquiry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inquiry_entry" (
    "id" BIGSERIAL NOT NULL,
    "inquiry_id" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "what" TEXT NOT NULL,
    "by" TEXT,
    "inbound_id" BIGINT,
    "message_id" TEXT,
    "text" TEXT,
    "origin" TEXT,
    "needs_review" BOOLEAN NOT NULL DEFAULT false,
    "reviewed_by" TEXT,
    "reviewed_at" TIMESTAMPTZ(3),
    "review" TEXT,

    CONSTRAINT "inquiry_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sla_clock" (
    "customer_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "level" SMALLINT NOT NULL,
    "state" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "warn_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "paused_at" TIMESTAMPTZ(3),
    "done" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "next_at" TIMESTAMPTZ(3),
    "taken" BOOLEAN NOT NULL DEFAULT false,
    "ended_at" TIMESTAMPTZ(3),
    "team" TEXT,
    "person" TEXT,

    CONSTRAINT "sla_clock_pkey" PRIMARY KEY ("customer_id","kind","subject")
);

-- CreateTable
CREATE TABLE "escalation" (
    "customer_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "escalation_pkey" PRIMARY KEY ("customer_id","kind","subject","step")
);

-- CreateTable
CREATE TABLE "approval" (
    "id" BIGSERIAL NOT NULL,
    "customer_id" UUID NOT NULL,
    "message_id" TEXT,
    "document_id" BIGINT,
    "campaign" TEXT,
    "inquiry_id" BIGINT,
    "content_hash" TEXT NOT NULL,
    "authors" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "team" TEXT,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "note" TEXT,
    "good_until" TIMESTAMPTZ(3),

    CONSTRAINT "approval_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "document" (
    "id" BIGSERIAL NOT NULL,
    "customer_id" UUID NOT NULL,
    "inquiry_id" BIGINT,
    "kind" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "media_type" TEXT NOT NULL,
    "bytes" BYTEA,
    "hash" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "document_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "group_part" (
    "id" BIGSERIAL NOT NULL,
    "customer_id" UUID NOT NULL,
    "part" TEXT NOT NULL,
    "person" TEXT,
    "team" TEXT,
    "what" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),
    "done_by" TEXT,
    "note" TEXT,

    CONSTRAINT "group_part_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "level_override" (
    "id" BIGSERIAL NOT NULL,
    "customer_id" UUID NOT NULL,
    "level" SMALLINT NOT NULL,
    "reason" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "level_override_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "level_change" (
    "id" BIGSERIAL NOT NULL,
    "customer_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "from_level" SMALLINT NOT NULL,
    "to_level" SMALLINT NOT NULL,
    "reason" JSONB NOT NULL,

    CONSTRAINT "level_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contact_log" (
    "id" BIGSERIAL NOT NULL,
    "customer_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "how" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "note" TEXT,

    CONSTRAINT "contact_log_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staff_notice" (
    "id" BIGSERIAL NOT NULL,
    "origin" TEXT NOT NULL,
    "person" TEXT,
    "team" TEXT,
    "what" TEXT NOT NULL,
    "customer_id" UUID,
    "about" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "sent_system" TIMESTAMPTZ(3),

    CONSTRAINT "staff_notice_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "inquiry_customer_id_idx" ON "inquiry"("customer_id");

-- CreateIndex
CREATE INDEX "inquiry_state_opened_at_idx" ON "inquiry"("state", "opened_at");

-- CreateIndex
CREATE UNIQUE INDEX "inquiry_entry_origin_key" ON "inquiry_entry"("origin");

-- CreateIndex
CREATE INDEX "inquiry_entry_inquiry_id_id_idx" ON "inquiry_entry"("inquiry_id", "id");

-- CreateIndex
CREATE INDEX "sla_clock_due_at_idx" ON "sla_clock"("due_at");

-- CreateIndex
CREATE INDEX "escalation_at_idx" ON "escalation"("at");

-- CreateIndex
CREATE INDEX "approval_customer_id_idx" ON "approval"("customer_id");

-- CreateIndex
CREATE INDEX "approval_message_id_idx" ON "approval"("message_id");

-- CreateIndex
CREATE INDEX "approval_state_asked_at_idx" ON "approval"("state", "asked_at");

-- CreateIndex
CREATE INDEX "document_customer_id_idx" ON "document"("customer_id");

-- CreateIndex
CREATE INDEX "group_part_customer_id_idx" ON "group_part"("customer_id");

-- CreateIndex
CREATE INDEX "level_override_customer_id_idx" ON "level_override"("customer_id");

-- CreateIndex
CREATE INDEX "level_change_customer_id_id_idx" ON "level_change"("customer_id", "id");

-- CreateIndex
CREATE INDEX "contact_log_customer_id_at_idx" ON "contact_log"("customer_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "staff_notice_origin_key" ON "staff_notice"("origin");

-- CreateIndex
CREATE INDEX "staff_notice_at_idx" ON "staff_notice"("at");


-- Decisions look at what runs, never at what has ended.
CREATE INDEX "sla_clock_running" ON "sla_clock"("customer_id") WHERE "ended_at" IS NULL;
CREATE INDEX "inquiry_open" ON "inquiry"("customer_id") WHERE "state" <> 'closed';
CREATE INDEX "inquiry_entry_unread" ON "inquiry_entry"("inquiry_id") WHERE "needs_review" AND "reviewed_at" IS NULL;
CREATE UNIQUE INDEX "approval_waiting" ON "approval"("message_id") WHERE "state" = 'waiting';
CREATE UNIQUE INDEX "approval_of_document" ON "approval"("document_id") WHERE "state" = 'waiting';
CREATE INDEX "group_part_open" ON "group_part"("customer_id") WHERE "done_at" IS NULL;
CREATE UNIQUE INDEX "level_override_in_force" ON "level_override"("customer_id") WHERE "ended_at" IS NULL;
CREATE INDEX "staff_notice_waiting" ON "staff_notice"("id") WHERE "sent_system" IS NULL;
CREATE INDEX "message_of_inquiry" ON "message"("inquiry_id") WHERE "inquiry_id" IS NOT NULL;

COMMIT;
