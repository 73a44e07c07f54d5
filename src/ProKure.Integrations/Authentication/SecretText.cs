namespace ProKure.Integrations.Authentication;

/// <summary>A secret in memory. It shows itself to nobody who does not ask by name, so that it cannot get into a message or a log by accident.</summary>
/// <param name="text">The secret.</param>
public sealed class SecretText(string text) : IEquatable<SecretText>
{
    /// <summary>The secret itself.</summary>
    public string Reveal() => text;

    /// <inheritdoc/>
    public bool Equals(SecretText? other) => other is not null && other.Reveal() == text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SecretText);

    /// <inheritdoc/>
    public override int GetHashCode() => text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The placeholder of everything that is not shown.</summary>
    public override string ToString() => Capture.Placeholder.Text;
}
