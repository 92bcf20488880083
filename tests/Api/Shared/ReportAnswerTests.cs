using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.EventLog;
using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.Tests.Api;

public sealed class ReportAnswerTests
{
    private static readonly Build Build = new("stages_b3", "xyz/v2,stage/v1", "Europe/Rome", "2026a", LogPosition.At(41), 41, 2);
    private static readonly DateTimeOffset AsOf = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private sealed record Row(string? Customer, decimal? Amount, DateTimeOffset At, bool Open);

    [Fact]
    public void A_cell_is_quoted_where_it_must_be() =>
        Csv.Write<Row>([new("Noon, \"Ann\"\nLtd", 12.50m, AsOf, true), new(null, null, AsOf, false)]).ShouldBe(
            "customer,amount,at,open\r\n\"Noon, \"\"Ann\"\"\nLtd\",12.50,2026-03-01T12:00:00+00:00,true\r\n,,2026-03-01T12:00:00+00:00,false\r\n");

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@sum", "'@sum")]
    [InlineData("-cmd", "'-cmd")]
    [InlineData("+420 777-123", "+420 777-123")]
    [InlineData("a=b", "a=b")]
    [InlineData("", "")]
    public void Text_that_a_spreadsheet_would_run_is_disarmed(string text, string cell) =>
        Csv.Write<Row>([new(text, 1, AsOf, true)]).Split("\r\n")[1].Split(',')[0].ShouldBe(cell);

    [Fact]
    public void A_stamp_says_where_the_figures_come_from()
    {
        var stamp = Stamp.Of("xyz-analysis", Build, new { limit = 5 }, AsOf, [new Row("Ann", 1, AsOf, true)]);

        stamp.Definition.ShouldBe("xyz/v2");
        stamp.Pins.ShouldBe(["stage/v1"]);
        (stamp.Zone, stamp.TzVersion, stamp.Build, stamp.Position).ShouldBe(("Europe/Rome", "2026a", "stages_b3", "41"));
        stamp.Completeness.ShouldBe(new(41, 2, 0));
        stamp.Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(
            Encoding.UTF8.GetBytes("{\"customer\":\"Ann\",\"amount\":1,\"at\":\"2026-03-01T12:00:00+00:00\",\"open\":true}\n"))));
    }

    [Fact]
    public async Task A_csv_file_carries_its_stamp_beside_it_and_its_rows_hash_in_its_name()
    {
        Row[] rows = [new("Añn", 1, AsOf, true)];
        var stamp = Stamp.Of("xyz-analysis", Build, new { text = "ñ" }, AsOf, rows);
        var http = new DefaultHttpContext { Response = { Body = new MemoryStream() } };

        await ReportAnswer.Of(Format.Csv, new { stamp, rows }, stamp, rows).ExecuteAsync(http);

        http.Response.ContentType.ShouldStartWith("text/csv");
        http.Response.Headers.ContentDisposition.ToString().ShouldContain($"xyz-analysis_20260301T120000Z_{stamp.Sha256[..8]}.csv");
        var header = http.Response.Headers["X-Stamp"].ToString();
        header.ShouldAllBe(c => c < 128);
        JsonNode.Parse(header)!["sha256"]!.GetValue<string>().ShouldBe(stamp.Sha256);
        Encoding.UTF8.GetString(((MemoryStream)http.Response.Body).ToArray()).ShouldContain("Añn,1");
    }
}
