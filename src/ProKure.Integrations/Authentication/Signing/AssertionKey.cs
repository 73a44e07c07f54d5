using System.Security.Cryptography;
using System.Text;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Authentication.Signing;

/// <summary>The private key that signs a client's assertions.</summary>
internal sealed class AssertionKey : IDisposable
{
    private readonly AsymmetricAlgorithm _key;
    private readonly JwtAlgorithm _algorithm;

    private AssertionKey(AsymmetricAlgorithm key, JwtAlgorithm algorithm) => (_key, _algorithm) = (key, algorithm);

    /// <exception cref="CryptographicException">The key cannot be read, or is no key for the algorithm; the message holds nothing of it.</exception>
    public static AssertionKey Load(JwtAlgorithm algorithm, string pem, string? password)
    {
        AsymmetricAlgorithm key = algorithm == JwtAlgorithm.Es256 ? ECDsa.Create() : RSA.Create();
        try
        {
            if (password is null)
                key.ImportFromPem(pem);
            else
                key.ImportFromEncryptedPem(pem, password);
        }
        catch (Exception fault) when (fault is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new CryptographicException($"Expected a private key for {WireName.Of(algorithm)} in PEM form{(password is null ? "" : ", encrypted with the password given")}.", fault);
        }

        if (algorithm == JwtAlgorithm.Es256 && key.KeySize != 256)
        {
            key.Dispose();
            throw new CryptographicException("Expected a key on the curve P-256 for ES256.");
        }

        return new AssertionKey(key, algorithm);
    }

    public byte[] Sign(string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        return _key switch
        {
            RSA rsa => rsa.SignData(bytes, HashAlgorithmName.SHA256, _algorithm == JwtAlgorithm.Ps256 ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1),
            ECDsa ecdsa => ecdsa.SignData(bytes, HashAlgorithmName.SHA256),
            _ => throw new InvalidOperationException("No such key is made."),
        };
    }

    public void Dispose() => _key.Dispose();
}
