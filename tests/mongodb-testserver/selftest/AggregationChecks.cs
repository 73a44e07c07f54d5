using MongoDB.Bson;
using MongoDB.Driver;
using static MongoTestServer.SelfTest.Check;

namespace MongoTestServer.SelfTest;

internal static class AggregationChecks
{
    public static async Task RunAsync(Check check)
    {
        await check.RunAsync("aggregate: $match, $group, $project with $cond, $divide, $round, $dateTrunc, $percentile", async db =>
        {
            var runs = await FillAsync(db);
            var perDay = await AggregateAsync(
                runs,
                "{$match: {system: 'a'}}",
                """
                {$group: {_id: {$dateTrunc: {date: '$at', unit: 'day'}}, runs: {$sum: 1}, failed: {$sum: {$cond: [{$eq: ['$state', 'failed']}, 1, 0]}},
                 p: {$percentile: {input: '$ms', p: [0.5, 0.95], method: 'approximate'}}, avg: {$avg: '$ms'}, last: {$max: '$at'}, states: {$addToSet: '$state'}}}
                """,
                "{$project: {runs: 1, states: {$size: '$states'}, p: 1, rate: {$cond: [{$eq: ['$runs', 0]}, null, {$round: [{$divide: ['$failed', '$runs']}, 3]}]}}}",
                "{$sort: {_id: 1}}");
            Same(5, perDay.Count);
            Same(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), perDay[0]["_id"].ToUniversalTime());
            Same((12, 0.333, 2), (perDay[0]["runs"].AsInt32, perDay[0]["rate"].AsDouble, perDay[0]["states"].AsInt32));
            That(perDay[0]["p"].AsBsonArray.Count == 2 && perDay[0]["p"][0].ToDouble() <= perDay[0]["p"][1].ToDouble(), $"two percentiles, got {perDay[0]["p"]}");
        });

        await check.RunAsync("aggregate: $facet, $bucket, $bucketAuto, $sortByCount, $count", async db =>
        {
            var runs = await FillAsync(db);
            var facets = (await AggregateAsync(runs, """
                {$facet: {
                  byState: [{$sortByCount: '$state'}],
                  speed: [{$bucket: {groupBy: '$ms', boundaries: [0, 50, 100], default: 'slow', output: {n: {$sum: 1}}}}],
                  auto: [{$bucketAuto: {groupBy: '$ms', buckets: 4}}],
                  total: [{$count: 'n'}]}}
                """)).Single();
            Same("ok", facets["byState"][0]["_id"].AsString);
            Same(120, facets["speed"].AsBsonArray.Sum(b => b["n"].AsInt32));
            Same(4, facets["auto"].AsBsonArray.Count);
            Same(120, facets["total"][0]["n"].AsInt32);
        });

        await check.RunAsync("aggregate: $setWindowFields with a running sum, a moving average and a rank", async db =>
        {
            var runs = await FillAsync(db);
            var windows = await AggregateAsync(
                runs,
                """
                {$setWindowFields: {partitionBy: '$system', sortBy: {at: 1}, output: {
                  total: {$sum: '$ms', window: {documents: ['unbounded', 'current']}},
                  avg: {$avg: '$ms', window: {documents: [-2, 0]}},
                  position: {$documentNumber: {}},
                  before: {$shift: {output: '$ms', by: -1, default: null}}}}}
                """,
                "{$match: {system: 'a'}}",
                "{$sort: {at: 1}}");
            Same(windows.Take(10).Sum(d => d["ms"].AsInt32), windows[9]["total"].ToInt32());
            Same(10, windows[9]["position"].ToInt32());
            Same(windows[8]["ms"], windows[9]["before"]);
        });

        await check.RunAsync("aggregate: $lookup (simple, with pipeline), $unwind, $unionWith, $graphLookup", async db =>
        {
            var runs = await FillAsync(db);
            var systems = db.GetCollection<BsonDocument>("systems");
            await systems.InsertManyAsync([Doc("{_id: 'a', name: 'A'}"), Doc("{_id: 'b', name: 'B', parent: 'a'}"), Doc("{_id: 'c', name: 'C', parent: 'b'}")]);
            var joined = await AggregateAsync(
                runs,
                "{$group: {_id: '$system', n: {$sum: 1}}}",
                "{$lookup: {from: 'systems', localField: '_id', foreignField: '_id', as: 's'}}",
                "{$unwind: {path: '$s', preserveNullAndEmptyArrays: true}}",
                "{$project: {n: 1, name: '$s.name'}}",
                "{$sort: {_id: 1}}");
            Same(Doc("{_id: 'a', n: 60, name: 'A'}"), joined[0]);
            var piped = await AggregateAsync(
                systems,
                "{$lookup: {from: 'runs', let: {id: '$_id'}, pipeline: [{$match: {$expr: {$and: [{$eq: ['$system', '$$id']}, {$eq: ['$state', 'failed']}]}}}, {$count: 'n'}], as: 'failed'}}",
                "{$sort: {_id: 1}}");
            Same(20, piped[0]["failed"][0]["n"].AsInt32);
            Same(123, (await AggregateAsync(runs, "{$unionWith: {coll: 'systems', pipeline: [{$project: {name: 1}}]}}")).Count);
            var graph = await AggregateAsync(systems, "{$match: {_id: 'c'}}", "{$graphLookup: {from: 'systems', startWith: '$parent', connectFromField: 'parent', connectToField: '_id', as: 'up'}}");
            Same(2, graph.Single()["up"].AsBsonArray.Count);
        });

        await check.RunAsync("aggregate: $merge (replace, keep, pipeline) and $out", async db =>
        {
            var runs = await FillAsync(db);
            var daily = db.GetCollection<BsonDocument>("daily");
            string[] group = ["{$group: {_id: '$system', n: {$sum: 1}}}"];
            await AggregateAsync(runs, [.. group, "{$merge: {into: 'daily', on: '_id', whenMatched: 'replace', whenNotMatched: 'insert'}}"]);
            Same(60, (await daily.Find("{_id: 'a'}").SingleAsync())["n"].AsInt32);
            await AggregateAsync(runs, [.. group, "{$out: 'daily'}"]);
            Same(Doc("{_id: 'a', n: 60}"), await daily.Find("{_id: 'a'}").SingleAsync());
            await daily.DeleteManyAsync("{}");
            await daily.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(Doc("{system: 1, day: 1}"), new() { Unique = true }));
            await AggregateAsync(
                runs,
                "{$group: {_id: {s: '$system', d: {$dateToString: {date: '$at', format: '%Y-%m-%d'}}}, n: {$sum: 1}}}",
                "{$project: {_id: 0, system: '$_id.s', day: '$_id.d', n: 1}}",
                "{$merge: {into: 'daily', on: ['system', 'day'], whenMatched: 'merge', whenNotMatched: 'insert'}}");
            Same(10L, await daily.CountDocumentsAsync("{day: {$exists: true}}"));
        });

        await check.RunAsync("differs from mongod: $merge with a pipeline in whenMatched is error 115", async db =>
        {
            var runs = await FillAsync(db);
            await FailsAsync(115, () => AggregateAsync(runs, "{$merge: {into: 'daily', whenMatched: [{$set: {n: '$$new.n'}}], whenNotMatched: 'insert'}}"));
        });

        await check.RunAsync("aggregate, find, count, distinct, update: $$NOW, with and without an index", async db =>
        {
            var docs = db.GetCollection<BsonDocument>("docs");
            await docs.InsertManyAsync([new BsonDocument { { "_id", 1 }, { "at", TimeProvider.System.GetUtcNow().UtcDateTime } }, new BsonDocument { { "_id", 2 }, { "at", TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-2) } }]);
            for (var round = 0; round < 2; round++)
            {
                const string Recent = "{$expr: {$gte: ['$at', {$dateSubtract: {startDate: '$$NOW', unit: 'day', amount: 1}}]}}";
                Same(1, (await docs.Find(Recent).SingleAsync())["_id"].AsInt32);
                Same(1L, await docs.CountDocumentsAsync(Recent));
                Same(1, (await (await docs.DistinctAsync<int>("_id", Recent)).ToListAsync()).Single());
                Same(1, (await AggregateAsync(docs, "{$match: " + Recent + "}", "{$lookup: {from: 'docs', pipeline: [{$match: " + Recent + "}], as: 'x'}}")).Single()["x"].AsBsonArray.Count);
                That((await AggregateAsync(docs, "{$group: {_id: null, age: {$max: {$subtract: ['$$NOW', '$at']}}}}")).Single()["age"].ToInt64() > 172_000_000, "two days");
                Same(1L, (await docs.UpdateManyAsync(Recent, Pipeline("{$set: {seen: '$$NOW'}}"))).ModifiedCount);
                await docs.UpdateManyAsync("{}", "{$set: {text: '$$NOW', literal: {'$dateTrunc': 1}}}");
                Same("$$NOW", (await docs.Find("{_id: 1}").SingleAsync())["text"].AsString);
                await docs.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(Doc("{at: 1}")));
            }
        });

        await check.RunAsync("aggregate: dates agree with .NET's calendar, in UTC and Europe/Berlin", DatesAsync);

        await check.RunAsync("differs from mongod: count and distinct on a view with $$NOW are error 9", async db =>
        {
            await FillAsync(db);
            await db.CreateViewAsync("v", "runs", Pipeline("{$match: {$expr: {$lt: ['$at', '$$NOW']}}}"));
            await FailsAsync(9, () => db.GetCollection<BsonDocument>("v").DistinctAsync<string>("system", "{}"));
            await FailsAsync(9, () => db.RunCommandAsync<BsonDocument>("{count: 'v'}"));
        });

        await check.RunAsync("differs from mongod: no JavaScript in $where and $function", async db =>
        {
            var runs = await FillAsync(db);
            await FailsAsync(2, () => runs.Find("{$where: 'true'}").ToListAsync());
            await FailsAsync(115, () => AggregateAsync(runs, "{$project: {x: {$function: {body: 'function() { return 1 }', args: [], lang: 'js'}}}}"));
        });

        await check.RunAsync("aggregate: expressions on strings, dates, arrays and objects", async db =>
        {
            var docs = db.GetCollection<BsonDocument>("docs");
            await docs.InsertOneAsync(Doc("{_id: 1, s: 'ab-cd', at: ISODate('2026-03-04T05:06:07Z'), list: [3, 1, 2], o: {x: 1}, text: '12', n: -7.456}"));
            var result = (await AggregateAsync(docs, """
                {$project: {_id: 0,
                  split: {$split: ['$s', '-']}, upper: {$toUpper: '$s'}, sub: {$substrCP: ['$s', 0, 2]}, match: {$regexMatch: {input: '$s', regex: '^AB', options: 'i'}},
                  day: {$dateToString: {date: '$at', format: '%Y-%m-%dT%H', timezone: 'Europe/Berlin'}}, plus: {$dateAdd: {startDate: '$at', unit: 'day', amount: 1}},
                  diff: {$dateDiff: {startDate: ISODate('2026-03-04T00:00:00Z'), endDate: '$at', unit: 'minute'}}, hour: {$hour: '$at'},
                  sorted: {$sortArray: {input: '$list', sortBy: 1}}, doubled: {$map: {input: '$list', as: 'x', in: {$multiply: ['$$x', 2]}}},
                  big: {$filter: {input: '$list', cond: {$gt: ['$$this', 1]}}}, sum: {$reduce: {input: '$list', initialValue: 0, in: {$add: ['$$value', '$$this']}}},
                  merged: {$mergeObjects: ['$o', {y: 2}]}, pairs: {$objectToArray: '$o'}, int: {$toInt: '$text'}, conv: {$convert: {input: 'zz', to: 'int', onError: -1}},
                  ifnull: {$ifNull: ['$none', 'd']}, sw: {$switch: {branches: [{case: {$lt: ['$n', 0]}, then: 'neg'}], default: 'pos'}}, abs: {$abs: '$n'}, type: {$type: '$n'},
                  first: {$first: '$list'}, last2: {$lastN: {n: 2, input: '$list'}}, let: {$let: {vars: {z: 5}, in: {$add: ['$$z', 1]}}}}}
                """)).Single();
            Same(Doc("""
                {split: ['ab', 'cd'], upper: 'AB-CD', sub: 'ab', match: true, day: '2026-03-04T06', plus: ISODate('2026-03-05T05:06:07Z'), diff: {$numberLong: '306'}, hour: 5,
                 sorted: [1, 2, 3], doubled: [6, 2, 4], big: [3, 2], sum: 6, merged: {x: 1, y: 2}, pairs: [{k: 'x', v: 1}], int: 12, conv: -1,
                 ifnull: 'd', sw: 'neg', abs: 7.456, type: 'double', first: 3, last2: [1, 2], let: 6}
                """), result);
        });

        await check.RunAsync("aggregate: $top, $topN, $firstN, $densify, $fill, $sample, $replaceRoot, $documents", async db =>
        {
            var runs = await FillAsync(db);
            var top = await AggregateAsync(runs, "{$group: {_id: '$system', slow: {$topN: {n: 2, sortBy: {ms: -1}, output: '$ms'}}, last: {$top: {sortBy: {at: -1}, output: '$_id'}}, some: {$firstN: {n: 3, input: '$ms'}}}}");
            Same(2, top[0]["slow"].AsBsonArray.Count);
            Same(5, (await AggregateAsync(runs, "{$sample: {size: 5}}")).Count);
            That((await AggregateAsync(runs, "{$limit: 1}", "{$replaceRoot: {newRoot: {ms: '$ms'}}}"))[0].ElementCount == 1, "one field");
            var series = db.GetCollection<BsonDocument>("series");
            await series.InsertManyAsync([Doc("{_id: 1, t: 1, v: 1}"), Doc("{_id: 2, t: 4, v: 4}")]);
            var dense = await AggregateAsync(series, "{$densify: {field: 't', range: {step: 1, bounds: 'full'}}}", "{$fill: {sortBy: {t: 1}, output: {v: {method: 'locf'}}}}", "{$sort: {t: 1}}");
            That(dense.Select(d => d["v"].ToInt32()).SequenceEqual([1, 1, 1, 4]), $"1, 1, 1, 4, got {dense.ToJson()}");
            var made = await (await db.AggregateAsync(PipelineDefinition<NoPipelineInput, BsonDocument>.Create(Doc("{$documents: [{a: 1}, {a: 2}]}")))).ToListAsync();
            Same(2, made.Count);
        });

        await check.RunAsync("aggregate: errors keep mongod's codes", async db =>
        {
            var runs = await FillAsync(db);
            await FailsAsync(40324, () => AggregateAsync(runs, "{$nope: {}}"));
            await FailsAsync(2, () => AggregateAsync(runs, "{$project: {x: {$divide: ['$ms', 0]}}}"));
            await FailsAsync(241, () => AggregateAsync(runs, "{$project: {x: {$toInt: '$state'}}}"));
        });

        await check.RunAsync("aggregate: a cursor over 10,000 groups, in batches", async db =>
        {
            var docs = db.GetCollection<BsonDocument>("docs");
            await docs.InsertManyAsync(Enumerable.Range(0, 10_000).Select(n => new BsonDocument { { "_id", n }, { "s", new string('x', 500) } }));
            var groups = await (await docs.AggregateAsync(Pipeline("{$group: {_id: '$_id', s: {$first: '$s'}}}", "{$sort: {_id: 1}}"), new() { BatchSize = 99 })).ToListAsync();
            That(groups.Select(g => g["_id"].AsInt32).SequenceEqual(Enumerable.Range(0, 10_000)), "every group once, in order");
        });

        await check.RunAsync("views: over a pipeline, over a view, with $$NOW, and read-only", async db =>
        {
            var runs = await FillAsync(db);
            await db.CreateViewAsync("v_system_health", "runs", Pipeline(
                "{$group: {_id: '$system', runs: {$sum: 1}, failed: {$sum: {$cond: [{$eq: ['$state', 'failed']}, 1, 0]}}}}",
                "{$project: {runs: 1, failed: 1, rate: {$round: [{$divide: ['$failed', '$runs']}, 2]}}}"));
            await db.CreateViewAsync("v_bad", "v_system_health", Pipeline("{$match: {rate: {$gt: 0.1}}}"));
            var health = db.GetCollection<BsonDocument>("v_system_health");
            Same(Doc("{_id: 'a', runs: 60, failed: 20, rate: 0.33}"), await health.Find("{_id: 'a'}").SingleAsync());
            Same(2L, await db.GetCollection<BsonDocument>("v_bad").CountDocumentsAsync("{}"));
            Same(1, (await health.Find("{}").Sort("{_id: -1}").Limit(1).Project("{_id: 1}").ToListAsync()).Count);
            await runs.InsertManyAsync([new BsonDocument { { "_id", "new" }, { "started_at", TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-23) } }, new BsonDocument { { "_id", "old" }, { "started_at", TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-25) } }]);
            await runs.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(Doc("{started_at: 1}")));
            const string Recent = "{$match: {$expr: {$gte: ['$started_at', {$dateSubtract: {startDate: '$$NOW', unit: 'hour', amount: 24}}]}}}";
            await db.CreateViewAsync("v_recent", "runs", Pipeline(Recent, "{$group: {_id: {$dateTrunc: {date: '$started_at', unit: 'day'}}, ids: {$push: '$_id'}, oldest: {$max: {$subtract: ['$$NOW', '$started_at']}}}}"));
            var recent = db.GetCollection<BsonDocument>("v_recent");
            Same("new", (await recent.Find("{}").SingleAsync())["ids"][0].AsString);
            Same(1L, await recent.CountDocumentsAsync("{}"));
            await db.CreateViewAsync("v_last_day", "runs", Pipeline(Recent));
            await db.CreateViewAsync("v_last_hours", "v_last_day", Pipeline("{$match: {$expr: {$gt: ['$started_at', {$subtract: ['$$NOW', 7200000]}]}}}"));
            Same((1L, 0L), (await db.GetCollection<BsonDocument>("v_last_day").CountDocumentsAsync("{}"), await db.GetCollection<BsonDocument>("v_last_hours").CountDocumentsAsync("{}")));
            Same(1, (await AggregateAsync(recent, "{$match: {oldest: {$lt: 86400000}}}", "{$sort: {_id: 1}}")).Count);
            var listed = await (await db.ListCollectionsAsync(new ListCollectionsOptions { Filter = "{type: 'view'}" })).ToListAsync();
            var options = listed.Single(v => v["name"] == "v_recent")["options"];
            Same("runs", options["viewOn"].AsString);
            Same(Doc(Recent), options["pipeline"][0]);
            await FailsAsync(166, () => health.InsertOneAsync(Doc("{_id: 9}")));
            await db.DropCollectionAsync("v_recent");
            await FailsAsync(48, () => db.CreateViewAsync<BsonDocument, BsonDocument>("v_bad", "runs", Pipeline("{$match: {}}")));
        });
    }

    private static async Task DatesAsync(IMongoDatabase db)
    {
        var random = new Random(1);
        var dates = Enumerable.Range(0, 300).Select(_ => new DateTime(1995, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(random.Next(0, 1_500_000_000)))
            .Concat(Enumerable.Range(0, 100).Select(day => new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(day)))
            .Concat([new DateTime(2024, 2, 29, 23, 59, 59, 999, DateTimeKind.Utc), new DateTime(2026, 3, 29, 1, 0, 0, DateTimeKind.Utc), new DateTime(2026, 10, 25, 1, 30, 0, DateTimeKind.Utc)])
            .ToList();
        var docs = db.GetCollection<BsonDocument>("dates");
        await docs.InsertManyAsync(dates.Select((date, n) => new BsonDocument { { "_id", n }, { "d", date } }));
        foreach (var zone in (string[])["UTC", "Europe/Berlin"])
        {
            string Trunc(string unit, string more = "") => $"{{$dateTrunc: {{date: '$d', unit: '{unit}', timezone: '{zone}'{more}}}}}";
            string Diff(string unit) => $"{{$dateDiff: {{startDate: ISODate('2020-01-01T12:00:00Z'), endDate: '$d', unit: '{unit}', timezone: '{zone}'}}}}";
            string Part(string name) => $"{{${name}: {{date: '$d', timezone: '{zone}'}}}}";
            var fields = string.Join(
                ", ",
                $"hour: {Trunc("hour")}, day: {Trunc("day")}, week: {Trunc("week")}, monday: {Trunc("week", ", startOfWeek: 'monday'")}",
                $"month: {Trunc("month")}, quarter: {Trunc("quarter")}, year: {Trunc("year")}",
                $"dow: {Part("dayOfWeek")}, iso: {Part("isoWeek")}, doy: {Part("dayOfYear")}, h: {Part("hour")}",
                $"text: {{$dateToString: {{date: '$d', format: '%Y-%m-%d %H:%M:%S', timezone: '{zone}'}}}}",
                $"more: {{$dateToString: {{date: '$d', format: '%G-W%V-%u %j %L %z', timezone: '{zone}'}}}}, parsed: {{$dateFromString: {{dateString: {{$dateToString: {{date: '$d'}}}}}}}}",
                $"weeks: {Diff("week")}, months: {Diff("month")}, quarters: {Diff("quarter")}, years: {Diff("year")}, hours: {Diff("hour")}",
                $"plus: {{$dateAdd: {{startDate: '$d', unit: 'month', amount: 1}}}}",
                $"days: {Diff("day")}");
            var results = await AggregateAsync(docs, "{$sort: {_id: 1}}", $"{{$project: {{{fields}}}}}");
            var info = TimeZoneInfo.FindSystemTimeZoneById(zone);
            for (var n = 0; n < dates.Count; n++)
            {
                var (local, result) = (TimeZoneInfo.ConvertTimeFromUtc(dates[n], info), results[n]);
                DateTime Utc(DateTime time) => TimeZoneInfo.ConvertTimeToUtc(DateTime.SpecifyKind(time, DateTimeKind.Unspecified), info);
                void Agree(string name, BsonValue expected) => That(expected == result[name], $"{name} of {dates[n]:O} in {zone} to be {expected}, got {result[name]}");
                var month = new DateTime(local.Year, local.Month, 1);
                Agree("day", Utc(local.Date));
                Agree("week", Utc(local.Date.AddDays(-(int)local.DayOfWeek)));
                Agree("monday", Utc(local.Date.AddDays(-(((int)local.DayOfWeek + 6) % 7))));
                Agree("month", Utc(month));
                Agree("quarter", Utc(month.AddMonths(-((month.Month - 1) % 3))));
                Agree("year", Utc(new DateTime(local.Year, 1, 1)));
                Agree("hour", dates[n].Date.AddHours(dates[n].Hour));
                Agree("dow", (int)local.DayOfWeek + 1);
                Agree("iso", System.Globalization.ISOWeek.GetWeekOfYear(local));
                Agree("doy", local.DayOfYear);
                Agree("h", local.Hour);
                Agree("text", local.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture));
                var offset = info.GetUtcOffset(dates[n]);
                var weekDay = ((int)local.DayOfWeek + 6) % 7 + 1;
                var isoWeek = $"{System.Globalization.ISOWeek.GetYear(local):D4}-W{System.Globalization.ISOWeek.GetWeekOfYear(local):D2}-{weekDay}";
                Agree("more", $"{isoWeek} {local.DayOfYear:D3} {local.Millisecond:D3} {(offset < TimeSpan.Zero ? '-' : '+')}{offset:hhmm}");
                Agree("parsed", dates[n]);
                Agree("days", (long)(local.Date - new DateTime(2020, 1, 1)).Days);
                Agree("weeks", (long)(local.Date.AddDays(-(int)local.DayOfWeek) - new DateTime(2019, 12, 29)).Days / 7);
                Agree("months", (local.Year - 2020) * 12L + local.Month - 1);
                Agree("quarters", (local.Year - 2020) * 4L + (local.Month - 1) / 3);
                Agree("years", local.Year - 2020L);
                Agree("hours", (long)(dates[n].Date.AddHours(dates[n].Hour) - new DateTime(2020, 1, 1, 12, 0, 0, DateTimeKind.Utc)).TotalHours);
                Agree("plus", dates[n].AddMonths(1));
            }
        }
    }

    /// <summary>120 runs over five days: 60 of each system, every third of them failed.</summary>
    private static async Task<IMongoCollection<BsonDocument>> FillAsync(IMongoDatabase db)
    {
        var runs = db.GetCollection<BsonDocument>("runs");
        var start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        await runs.InsertManyAsync(Enumerable.Range(0, 120).Select(n => new BsonDocument
        {
            { "_id", n }, { "system", n % 2 == 0 ? "a" : "b" }, { "state", n / 2 % 3 == 0 ? "failed" : "ok" }, { "ms", n * 37 % 150 }, { "at", start.AddHours(n) },
        }));
        return runs;
    }
}
