using EventSourcedCrm.EventLog.Postgres.Wire;

namespace EventSourcedCrm.EventLog.Tests.Postgres.Wire;

/// <summary>The exchange printed in RFC 7677, section 3.</summary>
public sealed class ScramTests
{
    private const string ServerFirst = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

    private readonly Scram _scram = new("pencil", "rOprNGfwEbeRWgbNEkqO", "user");

    [Fact]
    public void Says_what_the_standard_says()
    {
        _scram.First.ShouldBe("n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
        _scram.Final(ServerFirst).ShouldBe("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        _scram.Check("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }

    [Fact]
    public void A_server_that_does_not_know_the_password_is_not_believed()
    {
        _scram.Final(ServerFirst);
        Should.Throw<WireRefusedException>(() => _scram.Check("v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
        Should.Throw<WireRefusedException>(() => _scram.Check("e=other-error"));
    }

    [Fact]
    public void A_server_that_answers_another_conversation_is_not_believed() =>
        Should.Throw<WireRefusedException>(() => _scram.Final(ServerFirst.Replace("r=rO", "r=Or", StringComparison.Ordinal)));
}
