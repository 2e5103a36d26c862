/**
 * What each part of config.yml is when the file leaves it out, in the program's names and units. Generated from the options in
 * `sections/`, so that a start need not read them all.
 */
export const DEFAULTS: Readonly<Record<string, unknown>> = {
  relay: {
    mode: "managed",
    instance: "default",
    upstream: "https://sentry.io/",
    advertisedUpstream: null,
    host: "127.0.0.1",
    port: 3000,
    internalHost: null,
    internalPort: null,
    overrideProjectIds: false,
    configReloadIntervalMs: null,
    arbiters: null
  },
  http: {
    timeoutMs: 5000,
    connectionTimeoutMs: 3000,
    maxRetryIntervalMs: 60000,
    hostHeader: null,
    authIntervalMs: 600000,
    outageGracePeriodMs: 10000,
    retryDelayMs: 1000,
    projectFailureIntervalMs: 90000,
    encoding: "zstd",
    globalMetrics: false,
    forward: true,
    dnsCache: true,
    proxy: null,
    noProxy: null
  },
  cache: {
    projectRequestFullConfig: false,
    projectExpiryMs: 300000,
    projectGracePeriodMs: 120000,
    projectRefreshIntervalMs: null,
    relayExpiryMs: 3600000,
    missExpiryMs: 60000,
    batchIntervalMs: 100,
    downstreamRelaysBatchIntervalMs: 100,
    batchSize: 500,
    fileIntervalMs: 10000,
    globalConfigFetchIntervalMs: 10000,
    snapshot: true,
    snapshotPath: null
  },
  spool: {
    envelopes: {
      path: null,
      maxDiskSizeBytes: 524288000,
      batchSizeBytes: 10240,
      flushTimeoutMs: null,
      maxEnvelopeDelayMs: 86400000,
      diskUsageRefreshFrequencyMs: 100,
      maxBackpressureMemoryRatio: 0.8,
      partitions: 1,
      partitioning: "round_robin",
      maxUnspoolEnvelopesPerSecond: null,
      ephemeral: false
    },
    baton: {
      write: "watermark",
      memoryBudgetBytes: 268435456
    }
  },
  limits: {
    maxConcurrentRequests: 100,
    maxConcurrentQueries: 5,
    maxEventSizeBytes: 1048576,
    maxAttachmentSizeBytes: 209715200,
    maxAttachmentCount: 30,
    maxAttachmentsSizeBytes: 209715200,
    maxUploadSizeBytes: 1073741824,
    maxClientReportsSizeBytes: 102400,
    maxClientReportsCount: 100,
    maxCheckInSizeBytes: 102400,
    maxEnvelopeSizeBytes: 209715200,
    maxSessionsSizeBytes: 10485760,
    maxSessionCount: 100,
    maxApiPayloadSizeBytes: 20971520,
    maxApiFileUploadSizeBytes: 41943040,
    maxApiChunkUploadSizeBytes: 104857600,
    maxProfileSizeBytes: 52428800,
    maxTraceMetricSizeBytes: 1048576,
    maxLogSizeBytes: 2097152,
    maxExpandedLogOperations: 3000000,
    maxExpandedSpanOperations: 3000000,
    maxExpandedTraceMetricOperations: 3000000,
    maxSpanSizeBytes: 10485760,
    maxStandaloneSpanCount: 25,
    maxContainerSizeBytes: 12582912,
    maxMetricBucketsSizeBytes: 1048576,
    maxReplayCompressedSizeBytes: 10485760,
    maxReplayUncompressedSizeBytes: 104857600,
    maxReplayMessageSizeBytes: 15728640,
    maxRemovedAttributeKeySizeBytes: 10240,
    maxThreadCount: 1,
    maxPoolConcurrency: 1,
    queryTimeoutMs: 30000,
    shutdownTimeoutMs: 10000,
    keepaliveTimeoutMs: 5000,
    idleTimeoutMs: null,
    maxConnections: null,
    tcpListenBacklog: 1024,
    maxCompressedSizeBytes: 209715200
  },
  logging: {
    level: "info",
    format: "auto",
    enableBacktraces: false,
    tracesSampleRatio: 0
  },
  routing: {
    acceptUnknownItems: null
  },
  metrics: {
    statsd: null,
    statsdBufferSizeBytes: null,
    prefix: "sentry.relay",
    defaultTags: {},
    hostnameTag: null,
    periodicIntervalMs: 5000
  },
  sentry: {
    dsn: null,
    enabled: false,
    environment: null,
    serverName: null,
    defaultTags: null,
    crashDb: null
  },
  processing: {
    enabled: false,
    geoipPath: null,
    maxInFutureMs: 60000,
    maxSessionInPastMs: 432000000,
    kafkaConfig: [],
    secondaryKafkaConfigs: {},
    topics: {
      events: [
        {
          name: "ingest-events"
        }
      ],
      attachments: [
        {
          name: "ingest-attachments"
        }
      ],
      transactions: [
        {
          name: "ingest-transactions"
        }
      ],
      outcomes: [
        {
          name: "outcomes"
        }
      ],
      outcomesBilling: [
        {
          name: "outcomes-billing"
        }
      ],
      metricsSessions: [
        {
          name: "ingest-metrics"
        }
      ],
      profiles: [
        {
          name: "profiles"
        }
      ],
      replayRecordings: [
        {
          name: "ingest-replay-recordings"
        }
      ],
      monitors: [
        {
          name: "ingest-monitors"
        }
      ],
      spans: [
        {
          name: "ingest-spans"
        }
      ],
      feedback: [
        {
          name: "ingest-feedback-events"
        }
      ],
      items: [
        {
          name: "snuba-items"
        }
      ]
    },
    kafkaValidateTopics: false,
    redis: null,
    attachmentChunkSizeBytes: 1048576,
    projectconfigCachePrefix: "relayconfig",
    maxRateLimitMs: 300000,
    quotaCacheRatio: null,
    quotaCacheMax: null,
    objectstore: {
      url: null,
      maxConcurrentRequests: 10,
      maxBacklog: 20,
      timeoutMs: 60000,
      streamTimeoutMs: 300000,
      retryDelayMs: 1000,
      maxAttempts: 5,
      fallbackToKafka: true,
      auth: null
    }
  },
  outcomes: {
    emitOutcomes: "as_client_reports",
    source: null
  },
  aggregator: {
    bucketIntervalMs: 10000,
    aggregatorSize: 1,
    initialDelayMs: 30000,
    maxInPastMs: 432000000,
    maxInFutureMs: 60000,
    maxProjectKeyBucketBytes: null,
    maxTotalBucketBytes: null,
    flushPartitions: null,
    flushBatching: "project",
    maxNameLength: 200,
    maxTagKeyLength: 200,
    maxTagValueLength: 200,
    maxFlushBytes: 5000000
  },
  secondaryAggregators: [],
  auth: {
    ready: "authenticated",
    staticRelays: {},
    signatureMaxAgeMs: 300000,
    trustEnvelopeMeta: "always"
  },
  geoip: {
    path: null
  },
  normalization: {
    level: "default"
  },
  health: {
    refreshIntervalMs: 3000,
    maxMemoryBytes: null,
    maxMemoryRatio: 0.95,
    probeTimeoutMs: 900,
    memoryStatRefreshFrequencyMs: 100,
    readinessInOutage: true
  },
  cogs: {
    maxQueueSize: 10000,
    relayResourceId: "relay_service"
  },
  upload: {
    maxConcurrentRequests: 100,
    timeoutMs: 300000,
    maxAgeMs: 3600000,
    credentials: null
  },
  local: {
    host: "127.0.0.1",
    port: 8969,
    storePath: null,
    retentionBytes: 1073741824,
    retentionAgeMs: 604800000,
    upstreamDsn: null
  },
  aws: {
    lambda: {
      enabled: false,
      dsn: null,
      ports: [
        9000
      ],
      flush: "auto",
      maxHoldMs: 1500,
      shutdownMarginMs: 200,
      allowedDsns: [],
      spoolPath: "baton-spool.db",
      context: true,
      telemetry: {
        streams: [
          "platform"
        ],
        port: 4243,
        failureEvents: true,
        reportMetrics: false,
        logs: false,
        maxLogsPerSecond: 500,
        maxLogSizeBytes: 65536,
        bufferTimeoutMs: 25
      }
    }
  }
};
