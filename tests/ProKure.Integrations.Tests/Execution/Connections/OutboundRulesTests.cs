using System.Collections.Immutable;
using System.Net;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution.Connections;

namespace ProKure.Integrations.Tests.Execution.Connections;

public sealed class OutboundRulesTests
{
    [Theory]
    [InlineData("93.184.215.14", null)]
    [InlineData("2606:2800:21f:cb07:6820:80da:af6b:8b2c", null)]
    [InlineData("172.32.0.1", null)]
    [InlineData("100.128.0.1", null)]
    [InlineData("64:ff9b::5db8:d70e", null)] // NAT64 of a public address
    [InlineData("127.0.0.1", "loopback")]
    [InlineData("127.255.255.254", "loopback")]
    [InlineData("::1", "loopback")]
    [InlineData("10.0.0.1", "private")]
    [InlineData("172.16.0.1", "private")]
    [InlineData("172.31.255.255", "private")]
    [InlineData("192.168.1.1", "private")]
    [InlineData("fc00::1", "private")]
    [InlineData("fdff::1", "private")]
    [InlineData("fec0::1", "private")]
    [InlineData("100.64.0.1", "shared by a carrier's customers (CGNAT)")]
    [InlineData("100.127.255.255", "shared by a carrier's customers (CGNAT)")]
    [InlineData("169.254.1.1", "link-local")]
    [InlineData("fe80::1", "link-local")]
    [InlineData("fe80::1%2", "link-local")]
    [InlineData("febf::1", "link-local")]
    [InlineData("169.254.169.254", "a cloud's metadata service")]
    [InlineData("169.254.170.2", "a cloud's metadata service")]
    [InlineData("100.100.100.200", "a cloud's metadata service")]
    [InlineData("168.63.129.16", "a cloud's metadata service")]
    [InlineData("fd00:ec2::254", "a cloud's metadata service")]
    [InlineData("0.0.0.0", "unspecified (this host)")]
    [InlineData("0.1.2.3", "unspecified (this host)")]
    [InlineData("::", "unspecified (this host)")]
    [InlineData("255.255.255.255", "the broadcast address")]
    [InlineData("224.0.0.1", "multicast")]
    [InlineData("239.255.255.250", "multicast")]
    [InlineData("ff02::1", "multicast")]
    [InlineData("192.0.2.1", "for documentation")]
    [InlineData("198.51.100.1", "for documentation")]
    [InlineData("203.0.113.1", "for documentation")]
    [InlineData("2001:db8::1", "for documentation")]
    [InlineData("3fff::1", "for documentation")]
    [InlineData("198.18.0.1", "for benchmarking")]
    [InlineData("198.19.255.255", "for benchmarking")]
    [InlineData("2001:2::1", "for benchmarking")]
    [InlineData("192.0.0.1", "for protocol assignments")]
    [InlineData("192.88.99.1", "for protocol assignments")]
    [InlineData("240.0.0.1", "reserved")]
    [InlineData("::ffff:127.0.0.1", "loopback")] // IPv4-mapped
    [InlineData("::ffff:169.254.169.254", "a cloud's metadata service")]
    [InlineData("::ffff:93.184.215.14", null)]
    [InlineData("::127.0.0.1", "IPv4-compatible")]
    [InlineData("::93.184.215.14", "IPv4-compatible")]
    [InlineData("::ffff:0:127.0.0.1", "not a global unicast address")] // IPv4-translated
    [InlineData("64:ff9b::7f00:1", "loopback (127.0.0.1 inside)")]
    [InlineData("64:ff9b::a9fe:a9fe", "a cloud's metadata service (169.254.169.254 inside)")]
    [InlineData("64:ff9b:1::a9fe:a9fe", "translated (NAT64, local use)")]
    [InlineData("2002:7f00:1::1", "6to4")]
    [InlineData("2002:5db8:d70e::1", "6to4")]
    [InlineData("2001:0:4136:e378:8000:63bf:5601:5601", "Teredo")]
    [InlineData("2001:10::1", "for protocol assignments")]
    [InlineData("100::1", "not a global unicast address")]
    [InlineData("5f00::1", "not a global unicast address")]
    [InlineData("4000::1", "not a global unicast address")]
    public void Refusal_WithoutAnAllowList_IsTheAddressSpecialUse(string address, string? reason) =>
        Assert.Equal(reason, Refusal(OutboundConfig.Standard, "erp.example", 443, address));

    [Theory]
    [InlineData("erp.example", "erp.example", 443, "10.1.2.3")]
    [InlineData("ERP.Example.", "erp.example.", 443, "10.1.2.3")]
    [InlineData("erp.example:443", "erp.example", 443, "127.0.0.1")]
    [InlineData("10.1.2.3", "10.1.2.3", 8443, "10.1.2.3")]
    [InlineData("[fd12::7]:8443", "fd12::7", 8443, "fd12::7")]
    [InlineData("fd12::7", "fd12::7", 8443, "fd12::7")]
    [InlineData("münchen.example", "xn--mnchen-3ya.example", 443, "10.1.2.3")]
    [InlineData("169.254.169.254", "169.254.169.254", 80, "169.254.169.254")]
    public void Refusal_HostOnTheAllowList_IsNone(string entry, string host, int port, string address) =>
        Assert.Null(Refusal(new OutboundConfig { AllowHosts = [entry] }, host, port, address));

    [Theory]
    [InlineData("erp.example:443", "erp.example", 8443, "10.1.2.3", "private")]
    [InlineData("erp.example", "evil.erp.example", 443, "10.1.2.3", "private")]
    [InlineData("example", "erp.example", 443, "10.1.2.3", "private")]
    [InlineData("10.1.2.3", "erp.example", 443, "10.1.2.3", "private")] // the entry names what stands in the URL
    [InlineData("erp.example", "erp.example", 443, "169.254.169.254", "a cloud's metadata service")]
    [InlineData("erp.example", "erp.example", 443, "::ffff:100.100.100.200", "a cloud's metadata service")]
    [InlineData("erp.example", "erp.example", 443, "64:ff9b::a9fe:a9fe", "a cloud's metadata service (169.254.169.254 inside)")]
    [InlineData("erp.example", "erp.example", 443, "2002:a9fe:a9fe::1", "a cloud's metadata service (169.254.169.254 inside)")]
    [InlineData("erp.example", "erp.example", 443, "64:ff9b:1:a9fe:a9:fe00::", "a cloud's metadata service (169.254.169.254 inside)")]
    [InlineData("erp.example", "erp.example", 443, "2001:0:1:1:1:1:5601:5601", "a cloud's metadata service (169.254.169.254 inside)")]
    [InlineData("erp.example", "erp.example", 443, "0.0.0.0", "unspecified (this host)")]
    [InlineData("erp.example", "erp.example", 443, "255.255.255.255", "the broadcast address")]
    public void Refusal_AllowListNamesSomethingElse_Stays(string entry, string host, int port, string address, string reason) =>
        Assert.Equal(reason, Refusal(new OutboundConfig { AllowHosts = [entry] }, host, port, address));

    [Theory]
    [InlineData("10.0.0.0/8", "10.255.0.1", null)]
    [InlineData("10.0.0.0/8", "::ffff:10.1.2.3", null)]
    [InlineData("10.0.0.0/8", "64:ff9b::a01:203", null)]
    [InlineData("10.0.0.0/8", "192.168.0.1", "private")]
    [InlineData("fc00::/7", "fd12::7", null)]
    [InlineData("fc00::/7", "fd00:ec2::254", "a cloud's metadata service")]
    [InlineData("169.254.0.0/16", "169.254.169.254", "a cloud's metadata service")]
    [InlineData("169.254.169.254/32", "169.254.169.254", null)]
    [InlineData("100.64.0.0/10", "100.100.100.200", "a cloud's metadata service")]
    public void Refusal_NetworkOnTheAllowList_PermitsWhatItHolds(string network, string address, string? reason) =>
        Assert.Equal(reason, Refusal(new OutboundConfig { AllowNetworks = [network] }, "erp.example", 443, address));

    [Theory]
    [InlineData("erp.example", true)]
    [InlineData("erp.example:8443", true)]
    [InlineData("[::1]:80", true)]
    [InlineData("::1", true)]
    [InlineData("", false)]
    [InlineData("http://erp.example", false)]
    [InlineData("erp.example/path", false)]
    [InlineData("user@erp.example", false)]
    [InlineData("erp.example:0", false)]
    [InlineData("erp.example:70000", false)]
    [InlineData("erp.example:x", false)]
    [InlineData("*.example", false)]
    [InlineData("erp example", false)]
    [InlineData("fe80::1%eth0", false)]
    public void AllowedHost_TryParse_TakesHostsAndPortsOnly(string text, bool isEntry) => Assert.Equal(isEntry, AllowedHost.TryParse(text, out _));

    [Fact]
    public void OutboundConfig_EqualByContent_IsEqual()
    {
        OutboundConfig New() => new() { AllowHosts = ImmutableArray.Create("a"), AllowNetworks = ImmutableArray.Create("10.0.0.0/8"), MaxRedirects = 1 };

        Assert.Equal(New(), New());
        Assert.Equal(New().GetHashCode(), New().GetHashCode());
    }

    private static string? Refusal(OutboundConfig config, string host, int port, string address) =>
        OutboundRules.Of(config).Refusal(host, port, IPAddress.Parse(address))?.Name;
}
