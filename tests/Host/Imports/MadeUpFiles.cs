using System.Globalization;

namespace EventSourcedCrm.Host.Tests.Imports;

/// <summary>Files of the shape of the public data sets, made up from a seed.</summary>
internal static class MadeUpFiles
{
    private static readonly string[] Between = ["Take in charge ticket", "Wait", "Require upgrade", "Resolve ticket", "Insert ticket", "Resolve ticket"];

    public static void Cdnow(string path, Random random, int rows) => File.WriteAllLines(path,
    [
        " customer_id  date number_of_cds  dollar_value",
        .. Enumerable.Range(0, rows).Select(_ =>
            $" {random.Next(rows / 4):00000} {Day(random):yyyyMMdd}  {random.Next(1, 9)}  {random.Next(100, 9_999) / 100m:F2}"),
    ]);

    public static void Helpdesk(string path, Random random, int rows)
    {
        List<string> lines = ["Case ID,Activity,Resource,Complete Timestamp,customer,product,seriousness_2,service_type,workgroup"];
        for (var number = 1; lines.Count <= rows; number++)
        {
            var (at, customer) = (Day(random), random.Next(rows / 20));
            foreach (var activity in Enumerable.Range(0, random.Next(1, 6)).Select(_ => Between[random.Next(Between.Length)]).Append("Closed"))
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture,
                    $"Case {number},{activity},Person {random.Next(9)},{at:yyyy/MM/dd HH:mm:ss.000},Customer {customer},Product {random.Next(4)},Value {random.Next(3)},Value 1,Group {random.Next(3)}"));
                at = at.AddMinutes(random.Next(9_000));
            }
        }
        File.WriteAllLines(path, lines);
    }

    private static DateTime Day(Random random) => new DateTime(2012, 1, 1).AddDays(random.Next(700));
}
