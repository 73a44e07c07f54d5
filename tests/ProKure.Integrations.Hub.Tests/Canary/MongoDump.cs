using System.Text;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ProKure.Integrations.Hub.Tests.Canary;

/// <summary>Every document of every collection of a MongoDB database, as BSON and as JSON; binary values stand in BSON as they are.</summary>
internal static class MongoDump
{
    public static async Task<List<(string Where, byte[] Bytes)>> OfAsync(IMongoDatabase database)
    {
        var cancel = TestContext.Current.CancellationToken;
        List<(string, byte[])> found = [];
        foreach (var name in await (await database.ListCollectionNamesAsync(cancellationToken: cancel)).ToListAsync(cancel))
        {
            if (name.StartsWith("system.", StringComparison.Ordinal) || name.StartsWith("v_", StringComparison.Ordinal))
                continue;
            foreach (var document in await database.GetCollection<RawBsonDocument>(name).Find(Builders<RawBsonDocument>.Filter.Empty).ToListAsync(cancel))
            {
                found.Add((name, document.ToBson()));
                found.Add((name, Encoding.UTF8.GetBytes(document.ToBsonDocument().ToJson())));
            }
        }

        return found;
    }
}
