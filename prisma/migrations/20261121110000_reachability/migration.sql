-- AlterTable
ALTER TABLE "scan" ADD COLUMN     "reach_digest" TEXT;

-- CreateTable
CREATE TABLE "reach_interval" (
    "cluster_id" INTEGER NOT NULL,
    "namespace" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "from_scan" INTEGER NOT NULL,
    "to_scan" INTEGER,

    CONSTRAINT "reach_interval_pkey" PRIMARY KEY ("cluster_id","namespace","from_scan")
);

-- CreateTable
CREATE TABLE "segmentation_interval" (
    "cluster_id" INTEGER NOT NULL,
    "figures" JSON NOT NULL,
    "matrix" JSON NOT NULL,
    "partial" JSON NOT NULL,
    "digest" TEXT NOT NULL,
    "from_scan" INTEGER NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "to_scan" INTEGER,
    "to_at" TIMESTAMPTZ(3),

    CONSTRAINT "segmentation_interval_pkey" PRIMARY KEY ("cluster_id","from_scan")
);

-- CreateTable
CREATE TABLE "connection_drift" (
    "cluster_id" INTEGER NOT NULL,
    "scan" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "against" INTEGER NOT NULL,
    "opened" INTEGER,
    "closed" INTEGER,
    "changed" INTEGER,
    "truncated" BOOLEAN NOT NULL,
    "reason" TEXT,
    "groups" JSON NOT NULL,

    CONSTRAINT "connection_drift_pkey" PRIMARY KEY ("cluster_id","scan")
);

-- CreateIndex
CREATE INDEX "reach_interval_cluster_id_to_scan_idx" ON "reach_interval"("cluster_id", "to_scan");

-- CreateIndex
CREATE INDEX "reach_interval_digest_idx" ON "reach_interval"("digest");

-- CreateIndex
CREATE INDEX "segmentation_interval_cluster_id_to_scan_idx" ON "segmentation_interval"("cluster_id", "to_scan");

-- AddForeignKey
ALTER TABLE "reach_interval" ADD CONSTRAINT "reach_interval_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reach_interval" ADD CONSTRAINT "reach_interval_digest_fkey" FOREIGN KEY ("digest") REFERENCES "object"("digest") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "segmentation_interval" ADD CONSTRAINT "segmentation_interval_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connection_drift" ADD CONSTRAINT "connection_drift_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;
