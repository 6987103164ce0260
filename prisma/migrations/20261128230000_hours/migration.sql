BEGIN;

-- When a customer clicked, answered and ordered: weight by local hour of the week, faded to the instant it was reckoned at.
CREATE TABLE "customer_hours" (
    "customer_id" UUID NOT NULL,
    "weights" JSONB NOT NULL,

    CONSTRAINT "customer_hours_pkey" PRIMARY KEY ("customer_id")
);

-- The same of all customers, and by country and tier: one row per reckoning.
CREATE TABLE "hour_priors" (
    "version" SERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "made_system" TIMESTAMPTZ(3) NOT NULL,
    "priors" JSONB NOT NULL,

    CONSTRAINT "hour_priors_pkey" PRIMARY KEY ("version")
);

COMMIT;
