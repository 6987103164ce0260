BEGIN;

-- The people of the shop: what they may do, on which teams they are, when they are away. Nothing of it is deleted, but an absence that never came.
CREATE TABLE "staff" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "languages" TEXT[],
    "source" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,
    "left_at" TIMESTAMPTZ(3),

    CONSTRAINT "staff_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "staff_source_check" CHECK ("source" IN ('policy', 'cli'))
);

CREATE TABLE "staff_role" (
    "id" SERIAL NOT NULL,
    "staff_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "until_at" TIMESTAMPTZ(3),

    CONSTRAINT "staff_role_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "staff_role_role_check" CHECK ("role" IN ('marketer', 'supervisor', 'service', 'operator', 'admin', 'auditor')),
    CONSTRAINT "staff_role_times_check" CHECK ("until_at" >= "from_at")
);
CREATE INDEX "staff_role_staff_id_idx" ON "staff_role"("staff_id");
CREATE UNIQUE INDEX "staff_role_once" ON "staff_role"("staff_id", "role") WHERE "until_at" IS NULL;

CREATE TABLE "team_member" (
    "id" SERIAL NOT NULL,
    "team" TEXT NOT NULL,
    "staff_id" TEXT NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "until_at" TIMESTAMPTZ(3),

    CONSTRAINT "team_member_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "team_member_times_check" CHECK ("until_at" >= "from_at")
);
CREATE INDEX "team_member_staff_id_idx" ON "team_member"("staff_id");
CREATE INDEX "team_member_team_idx" ON "team_member"("team");
CREATE UNIQUE INDEX "team_member_once" ON "team_member"("team", "staff_id") WHERE "until_at" IS NULL;

CREATE TABLE "absence" (
    "id" SERIAL NOT NULL,
    "staff_id" TEXT NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "until_at" TIMESTAMPTZ(3),
    "deputy_id" TEXT,
    "reason" TEXT NOT NULL,
    "entered_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "absence_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "absence_times_check" CHECK ("until_at" >= "from_at"),
    CONSTRAINT "absence_reason_check" CHECK ("reason" IN ('leave', 'illness', 'duty', 'other')),
    CONSTRAINT "absence_deputy_check" CHECK ("deputy_id" <> "staff_id")
);
CREATE INDEX "absence_staff_id_idx" ON "absence"("staff_id");
CREATE INDEX "absence_deputy_id_idx" ON "absence"("deputy_id");

COMMIT;
