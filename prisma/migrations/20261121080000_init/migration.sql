-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "scan_status" AS ENUM ('complete', 'partial', 'failed');

-- CreateEnum
CREATE TYPE "severity" AS ENUM ('critical', 'high', 'medium', 'low');

-- CreateEnum
CREATE TYPE "outcome" AS ENUM ('pass', 'fail', 'unknown', 'notApplicable');

-- CreateTable
CREATE TABLE "cluster" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "source" JSONB NOT NULL,
    "cron" TEXT,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "sample" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "cluster_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "scan" (
    "cluster_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "job_id" TEXT NOT NULL,
    "status" "scan_status" NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3) NOT NULL,
    "version" TEXT NOT NULL,
    "error" TEXT,
    "snapshot_digest" TEXT,
    "results_digest" TEXT,
    "previous_digest" TEXT,
    "header_digest" TEXT,
    "summary_digest" TEXT,
    "due_seconds" INTEGER,
    "objects" INTEGER NOT NULL DEFAULT 0,
    "findings" INTEGER NOT NULL DEFAULT 0,
    "opened" INTEGER NOT NULL DEFAULT 0,
    "closed" INTEGER NOT NULL DEFAULT 0,
    "added" INTEGER NOT NULL DEFAULT 0,
    "changed" INTEGER NOT NULL DEFAULT 0,
    "removed" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "scan_pkey" PRIMARY KEY ("cluster_id","number")
);

-- CreateTable
CREATE TABLE "scan_progress" (
    "job_id" TEXT NOT NULL,
    "cluster_id" INTEGER NOT NULL,
    "step" TEXT NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER,
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "error" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "scan_progress_pkey" PRIMARY KEY ("job_id")
);

-- CreateTable
CREATE TABLE "object" (
    "digest" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "object_pkey" PRIMARY KEY ("digest")
);

-- CreateTable
CREATE TABLE "object_interval" (
    "cluster_id" INTEGER NOT NULL,
    "resource" TEXT NOT NULL,
    "namespace" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "from_scan" INTEGER NOT NULL,
    "to_scan" INTEGER,

    CONSTRAINT "object_interval_pkey" PRIMARY KEY ("cluster_id","resource","namespace","name","from_scan")
);

-- CreateTable
CREATE TABLE "namespace_interval" (
    "cluster_id" INTEGER NOT NULL,
    "namespace" TEXT NOT NULL,
    "summary" JSON,
    "controls" JSONB NOT NULL,
    "digest" TEXT NOT NULL,
    "from_scan" INTEGER NOT NULL,
    "to_scan" INTEGER,

    CONSTRAINT "namespace_interval_pkey" PRIMARY KEY ("cluster_id","namespace","from_scan")
);

-- CreateTable
CREATE TABLE "result_interval" (
    "cluster_id" INTEGER NOT NULL,
    "control" TEXT NOT NULL,
    "severity" "severity" NOT NULL,
    "outcome" "outcome" NOT NULL,
    "reason" TEXT,
    "counts" JSON NOT NULL,
    "literal" JSON,
    "strength" INTEGER,
    "unknowns" JSON NOT NULL,
    "digest" TEXT NOT NULL,
    "from_scan" INTEGER NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "to_scan" INTEGER,
    "to_at" TIMESTAMPTZ(3),

    CONSTRAINT "result_interval_pkey" PRIMARY KEY ("cluster_id","control","from_scan")
);

-- CreateTable
CREATE TABLE "score_interval" (
    "cluster_id" INTEGER NOT NULL,
    "framework" TEXT NOT NULL,
    "value" DOUBLE PRECISION,
    "grade" TEXT,
    "coverage" DOUBLE PRECISION,
    "requirements" JSON NOT NULL,
    "digest" TEXT NOT NULL,
    "from_scan" INTEGER NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "to_scan" INTEGER,
    "to_at" TIMESTAMPTZ(3),

    CONSTRAINT "score_interval_pkey" PRIMARY KEY ("cluster_id","framework","from_scan")
);

-- CreateTable
CREATE TABLE "finding" (
    "id" SERIAL NOT NULL,
    "cluster_id" INTEGER NOT NULL,
    "control" TEXT NOT NULL,
    "severity" "severity" NOT NULL,
    "kind" TEXT NOT NULL,
    "namespace" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "evidence" JSON NOT NULL,
    "remediation" TEXT,
    "excluded" BOOLEAN NOT NULL,
    "initial" BOOLEAN NOT NULL,
    "digest" TEXT NOT NULL,
    "opened_scan" INTEGER NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_scan" INTEGER,
    "closed_at" TIMESTAMPTZ(3),
    "unconfirmed_scan" INTEGER,

    CONSTRAINT "finding_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE UNIQUE INDEX "cluster_name_key" ON "cluster"("name");

-- CreateIndex
CREATE UNIQUE INDEX "scan_job_id_key" ON "scan"("job_id");

-- CreateIndex
CREATE INDEX "scan_cluster_id_started_at_idx" ON "scan"("cluster_id", "started_at");

-- CreateIndex
CREATE INDEX "scan_header_digest_idx" ON "scan"("header_digest");

-- CreateIndex
CREATE INDEX "scan_summary_digest_idx" ON "scan"("summary_digest");

-- CreateIndex
CREATE INDEX "scan_progress_cluster_id_idx" ON "scan_progress"("cluster_id");

-- CreateIndex
CREATE INDEX "object_interval_cluster_id_to_scan_idx" ON "object_interval"("cluster_id", "to_scan");

-- CreateIndex
CREATE INDEX "object_interval_cluster_id_from_scan_idx" ON "object_interval"("cluster_id", "from_scan");

-- CreateIndex
CREATE INDEX "object_interval_digest_idx" ON "object_interval"("digest");

-- CreateIndex
CREATE INDEX "namespace_interval_cluster_id_to_scan_idx" ON "namespace_interval"("cluster_id", "to_scan");

-- CreateIndex
CREATE INDEX "result_interval_cluster_id_to_scan_idx" ON "result_interval"("cluster_id", "to_scan");

-- CreateIndex
CREATE INDEX "score_interval_cluster_id_to_scan_idx" ON "score_interval"("cluster_id", "to_scan");

-- CreateIndex
CREATE INDEX "finding_cluster_id_closed_scan_idx" ON "finding"("cluster_id", "closed_scan");

-- CreateIndex
CREATE INDEX "finding_cluster_id_opened_at_idx" ON "finding"("cluster_id", "opened_at");

-- CreateIndex
CREATE INDEX "finding_cluster_id_closed_at_idx" ON "finding"("cluster_id", "closed_at");

-- CreateIndex
CREATE INDEX "finding_opened_at_idx" ON "finding"("opened_at");

-- CreateIndex
CREATE INDEX "finding_closed_at_idx" ON "finding"("closed_at");

-- CreateIndex
CREATE UNIQUE INDEX "finding_cluster_id_control_kind_namespace_name_opened_scan_key" ON "finding"("cluster_id", "control", "kind", "namespace", "name", "opened_scan");

-- AddForeignKey
ALTER TABLE "scan" ADD CONSTRAINT "scan_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scan" ADD CONSTRAINT "scan_header_digest_fkey" FOREIGN KEY ("header_digest") REFERENCES "object"("digest") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scan" ADD CONSTRAINT "scan_summary_digest_fkey" FOREIGN KEY ("summary_digest") REFERENCES "object"("digest") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scan_progress" ADD CONSTRAINT "scan_progress_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "object_interval" ADD CONSTRAINT "object_interval_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "object_interval" ADD CONSTRAINT "object_interval_digest_fkey" FOREIGN KEY ("digest") REFERENCES "object"("digest") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "namespace_interval" ADD CONSTRAINT "namespace_interval_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "result_interval" ADD CONSTRAINT "result_interval_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "score_interval" ADD CONSTRAINT "score_interval_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "finding" ADD CONSTRAINT "finding_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;
