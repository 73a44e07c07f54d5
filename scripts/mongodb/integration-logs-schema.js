// Makes collections, validator, indexes and views of the log, for mongosh; can be run again safely, also on a database in use.
//
//   mongosh "$URL" scripts/mongodb/integration-logs-schema.js
//
// The environment may name another database than prokure_logs (PROKURE_LOG_DATABASE), and for how long documents are kept (PROKURE_LOG_EXPIRE_AFTER_SECONDS).
// The hub applies the same definitions at start: it reads the JSON between the two marks below. MongoDB 7.0 or newer.
// What others have added (indexes, views) is left alone; an index that stands in the way ends the script with a message. How long documents are kept is
// changed only where that is given.

// <definitions>
const definitions = {
  "collections": [
    {
      "name": "integration_logs",
      "validator": {
        "$jsonSchema": {
          "bsonType": "object",
          "required": [
            "_id", "request_id", "correlation_id", "system_code", "endpoint_code", "direction", "status", "started_at", "retry_info", "actor",
            "instance_id", "schema_version", "created_at"
          ],
          "properties": {
            "_id": { "bsonType": "string" },
            "request_id": { "bsonType": "string", "minLength": 36, "maxLength": 36 },
            "correlation_id": { "bsonType": "string" },
            "parent_request_id": { "bsonType": ["string", "null"] },
            "delivery_id": { "bsonType": ["string", "null"] },
            "system_code": { "bsonType": "string" },
            "endpoint_code": { "bsonType": "string" },
            "direction": { "enum": ["OUTBOUND", "INBOUND", "WEBHOOK"] },
            "status": { "enum": ["PENDING", "SUCCESS", "FAILED", "TIMEOUT", "CANCELLED", "UNKNOWN"] },
            "is_success": { "bsonType": ["bool", "null"] },
            "response_status": { "bsonType": ["int", "null"] },
            "started_at": { "bsonType": "date" },
            "completed_at": { "bsonType": ["date", "null"] },
            "duration_ms": { "bsonType": ["double", "null"] },
            "timings": { "bsonType": ["object", "null"] },
            "error": { "bsonType": ["object", "null"] },
            "retry_info": { "bsonType": "object" },
            "context": { "bsonType": "object" },
            "actor": { "bsonType": "object" },
            "archive_key": { "bsonType": ["string", "null"] },
            "restored_at": { "bsonType": ["date", "null"] },
            "erased_at": { "bsonType": ["date", "null"] },
            "instance_id": { "bsonType": "string" },
            "original": { "bsonType": ["object", "null"] },
            "schema_version": { "bsonType": "int" },
            "created_at": { "bsonType": "date" }
          }
        }
      },
      "indexes": [
        { "name": "request_id_1", "key": { "request_id": 1 }, "unique": true },
        { "name": "correlation_id_1", "key": { "correlation_id": 1 } },
        { "name": "started_at_-1", "key": { "started_at": -1 } },
        { "name": "system_code_1_started_at_-1", "key": { "system_code": 1, "started_at": -1 } },
        { "name": "status_1_started_at_-1", "key": { "status": 1, "started_at": -1 } },
        { "name": "is_success_1_started_at_-1", "key": { "is_success": 1, "started_at": -1 } },
        { "name": "context.entity_type_1_context.entity_id_1", "key": { "context.entity_type": 1, "context.entity_id": 1 } },
        { "name": "context.entity_id_1", "key": { "context.entity_id": 1 } },
        {
          "name": "created_at_1",
          "key": { "created_at": 1 },
          "expireAfterSeconds": 7776000,
          "partialFilterExpression": { "retention_class": null, "legal_hold": false, "expires_at": null }
        },
        {
          "name": "retention_class_1_expires_at_1",
          "key": { "retention_class": 1, "expires_at": 1 },
          "partialFilterExpression": { "expires_at": { "$exists": true } }
        },
        {
          "name": "retention_class_1_started_at_1",
          "key": { "retention_class": 1, "started_at": 1 },
          "partialFilterExpression": { "archive_key": null, "expires_at": { "$exists": true } }
        }
      ]
    },
    {
      "name": "integration_logs_quarantine",
      "indexes": [
        { "name": "request_id_1", "key": { "request_id": 1 } },
        {
          "name": "created_at_1",
          "key": { "created_at": 1 },
          "expireAfterSeconds": 7776000,
          "partialFilterExpression": { "retention_class": null, "legal_hold": null }
        }
      ]
    }
  ],
  "views": [
    {
      "name": "v_failed_requests_24h",
      "viewOn": "integration_logs",
      "pipeline": [
        {
          "$match": {
            "is_success": false,
            "$expr": { "$gte": ["$started_at", { "$dateSubtract": { "startDate": "$$NOW", "unit": "hour", "amount": 24 } }] }
          }
        },
        {
          "$project": {
            "_id": 0,
            "request_id": 1,
            "correlation_id": 1,
            "system_code": 1,
            "endpoint_code": 1,
            "direction": 1,
            "http_method": 1,
            "request_url": 1,
            "status": 1,
            "response_status": 1,
            "started_at": 1,
            "completed_at": 1,
            "duration_ms": 1,
            "error": 1,
            "retry_info": 1,
            "context": 1
          }
        },
        { "$sort": { "started_at": -1 } }
      ]
    },
    {
      "name": "v_system_health",
      "viewOn": "integration_logs",
      "pipeline": [
        {
          "$match": { "$expr": { "$gte": ["$started_at", { "$dateSubtract": { "startDate": "$$NOW", "unit": "hour", "amount": 1 } }] } }
        },
        {
          "$group": {
            "_id": "$system_code",
            "total": { "$sum": 1 },
            "succeeded": { "$sum": { "$cond": [{ "$eq": ["$is_success", true] }, 1, 0] } },
            "failed": { "$sum": { "$cond": [{ "$eq": ["$is_success", false] }, 1, 0] } },
            "average_duration_ms": { "$avg": "$duration_ms" },
            "p95": { "$percentile": { "input": "$duration_ms", "p": [0.95], "method": "approximate" } }
          }
        },
        {
          "$project": {
            "_id": 0,
            "system_code": "$_id",
            "total": 1,
            "succeeded": 1,
            "failed": 1,
            "success_rate_percent": {
              "$cond": [
                { "$eq": [{ "$add": ["$succeeded", "$failed"] }, 0] },
                null,
                { "$round": [{ "$multiply": [100, { "$divide": ["$succeeded", { "$add": ["$succeeded", "$failed"] }] }] }, 2] }
              ]
            },
            "average_duration_ms": { "$round": ["$average_duration_ms", 1] },
            "p95_duration_ms": { "$round": [{ "$arrayElemAt": ["$p95", 0] }, 1] }
          }
        },
        { "$sort": { "system_code": 1 } }
      ]
    }
  ]
};
// </definitions>

const log = db.getSiblingDB(process.env.PROKURE_LOG_DATABASE || 'prokure_logs');
const expireAfterSeconds = Number(process.env.PROKURE_LOG_EXPIRE_AFTER_SECONDS || 0);
const same = (left, right) => EJSON.stringify(left ?? null) === EJSON.stringify(right ?? null);
const isSharded = name => db.hello().msg === 'isdbgrid' && log.getSiblingDB('config').collections.countDocuments({ _id: `${log.getName()}.${name}` }) > 0;

function infoOf(name, type) {
  const found = log.getCollectionInfos({ name })[0];
  if (found && found.type !== type) {
    throw new Error(`${log.getName()}.${name} is a ${found.type}, expected a ${type}: rename or drop what is there.`);
  }
  return found;
}

function applyCollection(definition) {
  const found = infoOf(definition.name, 'collection');
  if (!found) {
    log.createCollection(definition.name, definition.validator ? { validator: definition.validator } : {});
    print(`${definition.name}: created`);
  } else if (definition.validator && !same(found.options.validator, definition.validator)) {
    log.runCommand({ collMod: definition.name, validator: definition.validator });
    print(`${definition.name}: validator changed`);
  }

  const existing = log[definition.name].getIndexes();
  const sharded = isSharded(definition.name);
  definition.indexes.forEach(index => applyIndex(definition.name, existing, sharded, index));
}

function isOlderExpiry(found, wanted) {
  return found.name === wanted.name && 'expireAfterSeconds' in found && 'expireAfterSeconds' in wanted && wanted.partialFilterExpression && !found.partialFilterExpression;
}

function applyIndex(collection, existing, sharded, index) {
  const wanted = { ...index };
  if (sharded) {
    // An index that does not begin with the shard key cannot be unique; equal ids meet on one shard, where _id is.
    delete wanted.unique;
  }
  if ('expireAfterSeconds' in wanted && expireAfterSeconds) {
    wanted.expireAfterSeconds = expireAfterSeconds;
  }

  let found = existing.find(other => same(other.key, wanted.key));
  if (found && isOlderExpiry(found, wanted)) {
    // An index that removed every document by its age. Until the new one is there, nothing expires.
    log[collection].dropIndex(found.name);
    print(`${collection}: index ${found.name} of an older version dropped`);
    found = undefined;
    existing = existing.filter(other => other.name !== wanted.name);
  }
  if (!found) {
    const inTheWay = existing.find(other => other.name === wanted.name);
    if (inTheWay) {
      throw new Error(`Index ${wanted.name} of ${collection} is on ${EJSON.stringify(inTheWay.key)}, expected ${EJSON.stringify(wanted.key)}: drop or rename it.`);
    }
    const { key, ...options } = wanted;
    log[collection].createIndex(key, options);
    print(`${collection}: index ${wanted.name} created`);
    return;
  }

  if (!sharded && Boolean(found.unique) !== Boolean(wanted.unique) || !same(found.partialFilterExpression, wanted.partialFilterExpression) || ('expireAfterSeconds' in found) !== ('expireAfterSeconds' in wanted)) {
    throw new Error(`Index ${found.name} of ${collection} is ${EJSON.stringify(found)}, expected ${EJSON.stringify(wanted)}: drop it, and run this again.`);
  }
  if ('expireAfterSeconds' in wanted && expireAfterSeconds && Number(found.expireAfterSeconds) !== wanted.expireAfterSeconds) {
    log.runCommand({ collMod: collection, index: { keyPattern: wanted.key, expireAfterSeconds: wanted.expireAfterSeconds } });
    print(`${collection}: documents are kept for ${wanted.expireAfterSeconds} s`);
  }
}

function applyView(definition) {
  const found = infoOf(definition.name, 'view');
  if (!found) {
    log.createView(definition.name, definition.viewOn, definition.pipeline);
    print(`${definition.name}: created`);
  } else if (found.options.viewOn !== definition.viewOn || !same(found.options.pipeline, definition.pipeline)) {
    log.runCommand({ collMod: definition.name, viewOn: definition.viewOn, pipeline: definition.pipeline });
    print(`${definition.name}: changed`);
  }
}

definitions.collections.forEach(applyCollection);
definitions.views.forEach(applyView);
print(`${log.getName()}: up to date`);
