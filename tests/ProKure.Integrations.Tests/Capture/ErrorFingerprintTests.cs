using ProKure.Integrations.Capture;
using ProKure.Integrations.Execution;

namespace ProKure.Integrations.Tests.Capture;

public sealed class ErrorFingerprintTests
{
    [Theory]
    [InlineData("Material MAT-1001 is blocked", "Material MAT-2002 is blocked")]
    [InlineData("Order 'PO-1' not found", "Order 'PO-2' not found")]
    [InlineData("took 31 ms", "took 4711 ms")]
    [InlineData("id 0198c0de-0000-7000-8000-000000000001 gone", "id 0198c0de-0000-7000-8000-00000000abcd gone")]
    public void Of_MessagesThatDifferInIdsOnly_AreOneProblem(string one, string other) => Assert.Equal(Of(one), Of(other));

    [Fact]
    public void Of_OtherMessageStatusTypeOrEndpoint_IsAnotherProblem()
    {
        string[] all = [Of("a"), Of("b"), Of("a", status: 500), Of("a", type: ErrorType.Connect), Of("a", endpoint: "CANCEL_PO")];

        Assert.Equal(all.Length, all.Distinct(StringComparer.Ordinal).Count());
        Assert.All(all, fingerprint => Assert.Matches("^[0-9a-f]{16}$", fingerprint));
    }

    private static string Of(string message, string endpoint = "CREATE_PO", ErrorType type = ErrorType.HttpStatus, int? status = 400) =>
        ErrorFingerprint.Of(
            "SAP", endpoint, new AttemptFailure { Type = type, Phase = ErrorPhase.Outcome, Side = ErrorSide.Theirs, Message = message }, status);
}
