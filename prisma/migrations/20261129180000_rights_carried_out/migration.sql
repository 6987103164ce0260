BEGIN;

-- Rights that others carry out: when one has to be, the task or the webhook by which it leaves, each once.

CREATE TABLE "right_occasion" (
    "id" TEXT NOT NULL,
    "customer_id" UUID NOT NULL,
    "right" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "shop_id" TEXT NOT NULL,
    "order_id" TEXT,
    "terms" JSONB NOT NULL,
    "policy_ordinal" INTEGER NOT NULL,
    CONSTRAINT "right_occasion_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "task" (
    "id" SERIAL NOT NULL,
    "origin" TEXT NOT NULL,
    "shop_id" TEXT NOT NULL,
    "customer_id" UUID,
    "kind" TEXT NOT NULL,
    "what" TEXT NOT NULL,
    "team" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL DEFAULT 'open',
    "done_by" TEXT,
    "done_at" TIMESTAMPTZ(3),
    "note" TEXT,
    CONSTRAINT "task_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "webhook" (
    "id" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "tries" INTEGER NOT NULL DEFAULT 0,
    "next_try_system" TIMESTAMPTZ(3),
    "tried_system" TIMESTAMPTZ(3),
    "delivered_system" TIMESTAMPTZ(3),
    "status" INTEGER,
    "fault" TEXT,
    CONSTRAINT "webhook_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "right_occasion_customer_id_idx" ON "right_occasion"("customer_id");

CREATE UNIQUE INDEX "task_origin_key" ON "task"("origin");

CREATE INDEX "task_customer_id_idx" ON "task"("customer_id");

CREATE INDEX "task_state_created_at_idx" ON "task"("state", "created_at");

CREATE UNIQUE INDEX "webhook_origin_key" ON "webhook"("origin");

CREATE INDEX "webhook_at_idx" ON "webhook"("at");

-- Looked at every few seconds, however much has left before.
CREATE INDEX "webhook_waiting" ON "webhook" ("next_try_system") WHERE "state" = 'waiting';

COMMIT;
