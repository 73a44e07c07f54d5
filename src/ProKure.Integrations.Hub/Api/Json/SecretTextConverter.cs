using System.Diagnostics.CodeAnalysis;
using ProKure.Integrations.Authentication;

namespace ProKure.Integrations.Hub.Api.Json;

/// <summary>Secrets: read as they come, written as the placeholder.</summary>
internal sealed class SecretTextConverter : WireTextConverter<SecretText>
{
    public override string Form => "a text";

    protected override bool TryParse(string text, [NotNullWhen(true)] out SecretText? value)
    {
        value = new SecretText(text);
        return true;
    }

    protected override string Format(SecretText value) => value.ToString();
}
