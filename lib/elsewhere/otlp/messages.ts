import protobuf from "protobufjs/light.js";

/**
 * What of OTLP's trace messages is read and answered (opentelemetry/proto/trace/v1 and
 * collector/trace/v1), by the field numbers of the protocol. All else is skipped.
 */
const root = protobuf.Root.fromJSON({
  nested: {
    ExportTraceServiceRequest: {
      fields: { resourceSpans: { rule: "repeated", type: "ResourceSpans", id: 1 } },
    },
    ResourceSpans: { fields: { scopeSpans: { rule: "repeated", type: "ScopeSpans", id: 2 } } },
    ScopeSpans: { fields: { spans: { rule: "repeated", type: "Span", id: 2 } } },
    Span: {
      fields: {
        traceId: { type: "bytes", id: 1 },
        spanId: { type: "bytes", id: 2 },
        parentSpanId: { type: "bytes", id: 4 },
        name: { type: "string", id: 5 },
        startTimeUnixNano: { type: "fixed64", id: 7 },
        endTimeUnixNano: { type: "fixed64", id: 8 },
        attributes: { rule: "repeated", type: "KeyValue", id: 9 },
      },
    },
    KeyValue: { fields: { key: { type: "string", id: 1 }, value: { type: "AnyValue", id: 2 } } },
    AnyValue: {
      oneofs: { value: { oneof: ["stringValue", "intValue", "doubleValue"] } },
      fields: {
        stringValue: { type: "string", id: 1 },
        intValue: { type: "int64", id: 3 },
        doubleValue: { type: "double", id: 4 },
      },
    },
    ExportTraceServiceResponse: {
      fields: { partialSuccess: { type: "ExportTracePartialSuccess", id: 1 } },
    },
    ExportTracePartialSuccess: {
      fields: {
        rejectedSpans: { type: "int64", id: 1 },
        errorMessage: { type: "string", id: 2 },
      },
    },
  },
});

const request = root.lookupType("ExportTraceServiceRequest");
const response = root.lookupType("ExportTraceServiceResponse");

/** A request as its JSON form has it, but for the ids, which are bytes. Throws for none. */
export function decodeRequest(bytes: Uint8Array): Record<string, unknown> {
  return request.toObject(request.decode(bytes), { longs: String });
}

/** For tests and tools: the same the other way. */
export function encodeRequest(object: Record<string, unknown>): Uint8Array {
  return request.encode(request.fromObject(object)).finish();
}

export type ExportReply = { partialSuccess?: { rejectedSpans: string; errorMessage: string } };

export function encodeReply(reply: ExportReply): Uint8Array {
  return response.encode(response.fromObject(reply)).finish();
}

export function decodeReply(bytes: Uint8Array): unknown {
  return response.toObject(response.decode(bytes), { longs: String });
}
