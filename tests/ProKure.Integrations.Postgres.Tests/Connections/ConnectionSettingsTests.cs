using Npgsql;
using ProKure.Integrations.Postgres.Connections;

namespace ProKure.Integrations.Postgres.Tests.Connections;

public sealed class ConnectionSettingsTests
{
    private const string Usual = "Host=db;Database=prokure;Username=hub;Password=s3cret";

    [Fact]
    public void Of_WhatSaysLittle_BoundsEveryWait()
    {
        var pooled = new NpgsqlConnectionStringBuilder(ConnectionSettings.Of(Usual).Pooled);

        Assert.Equal((5, 10, 2_000, 32, "prokure-hub"), (pooled.Timeout, pooled.CommandTimeout, pooled.CancellationTimeout, pooled.MaxPoolSize, pooled.ApplicationName));
    }

    [Fact]
    public void Of_WhatTheOperatorSays_ComesFirst()
    {
        var pooled = new NpgsqlConnectionStringBuilder(ConnectionSettings.Of($"{Usual};Timeout=7;Command Timeout=20;MaxPoolSize=3;Application Name=mine").Pooled);

        Assert.Equal((7, 20, 3, "mine"), (pooled.Timeout, pooled.CommandTimeout, pooled.MaxPoolSize, pooled.ApplicationName));
    }

    [Fact]
    public void Of_ErrorDetailAskedFor_IsLeftOut() =>
        Assert.False(new NpgsqlConnectionStringBuilder(ConnectionSettings.Of($"{Usual};Include Error Detail=true").Pooled).IncludeErrorDetail);

    [Fact]
    public void Shown_HasNoPassword() => Assert.Equal("'prokure' at db:5432 as 'hub'", ConnectionSettings.Of(Usual).Shown);

    [Theory]
    [InlineData("postgres://hub:s3cret@db/prokure")]
    [InlineData("Host=db;Passwort=s3cret")]
    [InlineData("Host=db;Port=s3cret")]
    [InlineData("Host=db;Password=s3cret;Pooling=s3cret")]
    [InlineData("Database=prokure;Password=s3cret")]
    [InlineData("s3cret")]
    [InlineData("Host=db;Password='s3cret")]
    public void Of_WhatCannotBeRead_SaysWhatWasExpectedAndNothingOfTheText(string text)
    {
        var fault = Assert.Throws<PostgresStoreException>(() => ConnectionSettings.Of(text));

        Assert.Contains("Expected keywords and values, as 'Host=db;", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", fault.ToString(), StringComparison.Ordinal);
    }
}
