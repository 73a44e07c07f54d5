using System.Diagnostics;
using System.Text.RegularExpressions;
using YamlDotNet.Serialization;

namespace ProKure.EndToEnd;

/// <summary>docker-compose.yml as Docker would read it: its variables replaced by what <c>make-env</c> writes.</summary>
internal sealed partial class ComposeFile
{
    private readonly Dictionary<string, Service> _services;

    private ComposeFile(string text, IReadOnlyDictionary<string, string> variables)
    {
        Variables = [.. Placeholder().Matches(text).Select(match => new Variable(match.Groups["name"].Value, match.Groups["rest"].Value))];
        var filled = Placeholder().Replace(text, match => variables.GetValueOrDefault(match.Groups["name"].Value, ""));
        _services = new DeserializerBuilder().IgnoreUnmatchedProperties().Build().Deserialize<Content>(filled).Services;
    }

    /// <summary>Each place where a variable stands.</summary>
    public IReadOnlyList<Variable> Variables { get; }

    public IEnumerable<string> ServiceNames => _services.Keys;

    public Service this[string name] => _services[name];

    /// <summary>Reads the file of this checkout.</summary>
    /// <param name="variables">What the file's variables stand for.</param>
    public static ComposeFile Read(IReadOnlyDictionary<string, string> variables) =>
        new(File.ReadAllText(Path.Combine(Repository.Root, "docker-compose.yml")), variables);

    /// <summary>Runs <c>scripts/compose/make-env</c> of this checkout in a folder and reads what it wrote.</summary>
    /// <param name="folder">Where <c>.env</c> is to be.</param>
    public static async Task<IReadOnlyDictionary<string, string>> MakeEnvironmentAsync(string folder)
    {
        var script = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "scripts", "compose")).FullName, "make-env");
        File.Copy(Path.Combine(Repository.Root, "scripts", "compose", "make-env"), script);
        using var make = Process.Start(new ProcessStartInfo("bash", [script]) { RedirectStandardError = true, UseShellExecute = false })!;
        await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, make.ExitCode);
        return File.ReadLines(Path.Combine(folder, ".env")).Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
    }

    // $$ is a dollar for the shell of the container.
    [GeneratedRegex(@"(?<!\$)\$\{(?<name>\w+)(?<rest>[^}]*)\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();

    /// <param name="Name">The variable's name.</param>
    /// <param name="Rest">What follows it: <c>:?message</c> where it has to be given, <c>:-default</c> where it has a default.</param>
    public sealed record Variable(string Name, string Rest);

    /// <summary>What is looked at of a service.</summary>
    public sealed class Service
    {
        [YamlMember(Alias = "environment")]
        public Dictionary<string, string> Environment { get; set; } = [];

        [YamlMember(Alias = "volumes")]
        public List<string> Volumes { get; set; } = [];

        [YamlMember(Alias = "ports")]
        public List<string> Ports { get; set; } = [];

        [YamlMember(Alias = "healthcheck")]
        public HealthCheck? Health { get; set; }

        [YamlMember(Alias = "depends_on")]
        public Dictionary<string, Dependency> DependsOn { get; set; } = [];
    }

    /// <summary>How Docker finds out whether a service works.</summary>
    public sealed class HealthCheck
    {
        [YamlMember(Alias = "test")]
        public List<string> Test { get; set; } = [];
    }

    /// <summary>What a service waits for.</summary>
    public sealed class Dependency
    {
        [YamlMember(Alias = "condition")]
        public string Condition { get; set; } = "";
    }

    private sealed class Content
    {
        [YamlMember(Alias = "services")]
        public Dictionary<string, Service> Services { get; set; } = [];
    }
}
