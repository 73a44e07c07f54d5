using ProKure.TestKit.Servers;

namespace ProKure.Integrations.MongoDb.Tests.Schema;

/// <summary>What the sharding script asks of a cluster, in which order. There is none here: the functions of mongosh that it calls are a fake's.</summary>
public sealed class ShardingScriptTests
{
    private const string Fake = """
        {
          const [script, shardedOn] = process.argv.slice(1);
          const calls = [];
          const indexes = [{ name: '_id_', key: { _id: 1 } }, { name: 'request_id_1', key: { request_id: 1 }, unique: true }];
          const logs = {
            getName: () => 'integration_logs',
            getIndexes: () => indexes,
            dropIndex: (name) => calls.push(`drop ${name}`),
            createIndex: (key, options) => calls.push(`create ${JSON.stringify(key)}${options && options.unique ? ' unique' : ''}`),
            getShardDistribution: () => calls.push('distribution'),
          };
          const database = { getName: () => 'prokure_logs', getCollectionNames: () => ['integration_logs'], getCollection: () => logs };
          const config = { collections: { findOne: () => shardedOn ? { key: JSON.parse(shardedOn) } : null } };
          globalThis.db = { hello: () => ({ msg: 'isdbgrid' }), getSiblingDB: (name) => name === 'config' ? config : database };
          globalThis.sh = { shardCollection: (namespace, key) => calls.push(`shard ${namespace} ${JSON.stringify(key)}`) };
          globalThis.EJSON = JSON;
          globalThis.print = () => {};
          globalThis.quit = (code) => { console.log(calls.join('\n')); process.exitCode = code; };
          require('vm').runInThisContext(require('fs').readFileSync(script, 'utf8'));
        }
        """;

    private static string Script => Path.Combine(SourceTree.Root, "scripts", "mongodb", "shard-integration-logs.js");

    // A collection that holds documents is refused without the index of its shard key, or with a unique one that does not begin with it.
    [Fact]
    public async Task OfACollectionThatIsNotSharded_UniquenessGoes_AndTheKeysIndexComes_Before()
    {
        var (exitCode, output) = await Mongosh.RunNodeAsync("-e", Fake, Script);

        Assert.Equal(
            (0, "drop request_id_1\ncreate {\"request_id\":1}\ncreate {\"_id\":\"hashed\"}\nshard prokure_logs.integration_logs {\"_id\":\"hashed\"}\ndistribution"),
            (exitCode, output.Trim()));
    }

    [Theory]
    [InlineData("{\"_id\":\"hashed\"}", 0, "distribution")]
    [InlineData("{\"started_at\":1}", 1, "")]
    public async Task OfACollectionThatIsShardedAlready_NothingIsChanged(string key, int expected, string calls)
    {
        var (exitCode, output) = await Mongosh.RunNodeAsync("-e", Fake, Script, key);

        Assert.Equal((expected, calls), (exitCode, output.Trim()));
    }
}
