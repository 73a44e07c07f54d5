// Shards the log on the hashed _id. To be run by mongosh against a mongos, after integration-logs-schema.js; it can be run again.
// docs/scale.md says when and why.
const database = db.getSiblingDB(process.env.PROKURE_LOG_DATABASE || 'prokure_logs');
const logs = database.getCollection('integration_logs');
const namespace = `${database.getName()}.${logs.getName()}`;

function main() {
  if (db.hello().msg !== 'isdbgrid') {
    print('This server is no mongos: only a sharded cluster can shard a collection. Nothing was changed.');
    return 2;
  }
  if (!database.getCollectionNames().includes(logs.getName())) {
    print(`There is no collection ${namespace} yet. Run integration-logs-schema.js first. Nothing was changed.`);
    return 2;
  }

  const sharded = db.getSiblingDB('config').collections.findOne({ _id: namespace });
  if (sharded) {
    if (EJSON.stringify(sharded.key) !== EJSON.stringify({ _id: 'hashed' })) {
      print(`${namespace} is sharded on ${EJSON.stringify(sharded.key)}, not on the hashed _id. Nothing was changed.`);
      return 1;
    }
    print(`${namespace} is sharded on the hashed _id already.`);
  } else {
    relaxRequestIdIndex();
    // A collection that holds documents is sharded only where the key's index is there.
    logs.createIndex({ _id: 'hashed' });
    sh.shardCollection(namespace, { _id: 'hashed' });
    print(`${namespace} is sharded on the hashed _id.`);
  }

  logs.getShardDistribution();
  return 0;
}

// A unique index of a sharded collection has to begin with the shard key. _id is the request id, and stays unique: equal ids hash to one shard.
function relaxRequestIdIndex() {
  const index = logs.getIndexes().find((each) => EJSON.stringify(each.key) === EJSON.stringify({ request_id: 1 }));
  if (index && !index.unique) return;
  if (index) logs.dropIndex(index.name);
  logs.createIndex({ request_id: 1 });
}

quit(main());
