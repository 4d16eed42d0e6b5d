"""One client for every source: what a server does wrong ends in a whole, verified file or in a refusal in words.

The faulty server of tests/tools/fault_server.py runs on loopback; the cases are those of docs/reliability.md.
"""

import hashlib
import importlib.util
import re
import resource
import socket
import sys
import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from etl.net.addresses import NotAllowed, checked, is_public
from etl.net.download import Part, download
from etl.net.http import Rules, ask, retry_after
from etl.net.refused import Refused
from etl.net.sniff import kind_of, suits

spec = importlib.util.spec_from_file_location("fault_server", Path(__file__).parent / "tools/fault_server.py")
faults = importlib.util.module_from_spec(spec)
sys.modules["fault_server"] = faults
spec.loader.exec_module(faults)


@pytest.fixture(scope="module")
def server():
    with faults.FaultServer() as running:
        yield running


@pytest.fixture
def rules(server) -> Rules:
    host = server.url.removeprefix("http://")
    return Rules(frozenset({host}), 5_000_000, seconds=5, first_wait=0.01, silence=2, is_loopback_allowed=True)


def asked(server, path: str, key: str) -> list[dict]:
    """The headers of the requests made to a path with this key."""
    return [headers for _, _, where, headers in list(server.log) if where.startswith(path) and f"key={key}" in where]


def reason(fault) -> str:
    return fault.value.reason


def test_a_download_and_its_name_are_on_the_disk_before_it_is_said_to_be_there(server, rules, tmp_path, monkeypatch):
    from etl.net import download as room

    done, replace_file = [], room.os.replace
    monkeypatch.setattr(
        room, "synced", lambda path: done.append(("synced", path.name, (tmp_path / "day.csv").exists()))
    )
    monkeypatch.setattr(room.os, "replace", lambda a, b: (done.append(("named", b.name, False)), replace_file(a, b)))
    download(f"{server.url}/ok?key=s1", tmp_path / "day.csv", rules, "csv")
    assert done == [("synced", ".day.csv.part", False), ("named", "day.csv", False), ("synced", tmp_path.name, True)]


def test_case_01_a_download_that_is_cut_is_tried_again_then_refused_and_the_last_good_file_stays(
    server, rules, tmp_path
):
    path = tmp_path / "day.csv"
    path.write_text("the last good day")
    with pytest.raises(Refused, match=r"was cut, after 5 tries\..* Try again later, at \d\d:\d\d UTC") as fault:
        download(f"{server.url}/truncated?key=c1", path, rules, "csv")
    assert reason(fault) == "later" and len(asked(server, "/truncated", "c1")) == 5
    assert path.read_text() == "the last good day" and [file.name for file in tmp_path.iterdir()] == ["day.csv"]
    with pytest.raises(Refused):
        download(f"{server.url}/truncated", tmp_path / "new.csv", rules, "csv")
    assert not (tmp_path / "new.csv").exists()


@pytest.mark.parametrize("path", ["/slow?chunk=64&delay=0.1&rows=5000", "/stall?seconds=20"])
def test_case_02_a_drip_or_a_silence_ends_at_the_deadline(server, rules, tmp_path, path):
    with pytest.raises(Refused, match="not complete after 1 s") as fault:  # the server would go on for 20 s and more
        download(server.url + path, tmp_path / "x", replace(rules, seconds=1, silence=30), "csv")
    assert reason(fault) == "deadline"


def test_a_head_that_drips_for_ever_ends_at_the_deadline_too(rules):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"127.0.0.1:{listening.getsockname()[1]}"
        import threading

        def drip():
            connection, _ = listening.accept()
            try:
                connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                while True:
                    connection.sendall(b"a")
                    time.sleep(0.05)
            except OSError:
                connection.close()

        threading.Thread(target=drip, daemon=True).start()
        with pytest.raises(Refused, match=r"not complete after 0\.6 s"):
            ask(f"http://{address}/", replace(rules, hosts=frozenset({address}), seconds=0.6))


def test_case_03_two_failures_then_an_answer_is_a_success_and_the_journal_has_three_tries(server, rules, tmp_path):
    journal = []
    found = download(f"{server.url}/flaky?fail=2&key=c3", tmp_path / "x.csv", rules, "csv",
                     note=lambda **event: journal.append(event))  # fmt: skip # saves 5 lines
    assert found.is_new and (tmp_path / "x.csv").read_bytes() == faults.csv_body(100)
    assert [event["attempt"] for event in journal] == [1, 2, 3]
    assert [event["event"] for event in journal] == ["failed try", "failed try", "answer"]
    with pytest.raises(Refused, match="after 5 tries"):
        download(f"{server.url}/reset?key=c3", tmp_path / "y.csv", rules, "csv")
    assert len(asked(server, "/reset", "c3")) == 5


def test_case_04_retry_after_is_kept_to_bounded_and_junk_means_our_own_pace(server, rules, monkeypatch):
    waits = []
    monkeypatch.setattr("etl.net.http.sleep", waits.append)
    with pytest.raises(Refused):
        ask(f"{server.url}/status/429?retry_after=2", rules)
    assert waits == [2, 2, 2, 2]
    waits.clear()
    with pytest.raises(Refused):
        ask(f"{server.url}/status/503?retry_after=date:5", rules)
    assert len(waits) == 4 and all(2 < wait <= 5 for wait in waits)
    for junk in ("soon", "-5"):
        waits.clear()
        with pytest.raises(Refused, match=r"Try again later, at \d\d:\d\d UTC on 20\d\d-"):
            ask(f"{server.url}/status/429?retry_after={junk}", rules)
        assert len(waits) == 4 and max(waits) < 1 and len(set(waits)) == 4
    waits.clear()
    with pytest.raises(Refused, match=r"after 1 try\. .* Try again later, at"):
        ask(f"{server.url}/status/429?retry_after=86400", rules)
    assert waits == []


def test_retry_after_reads_both_forms_of_the_standard():
    assert retry_after("120") == 120
    assert retry_after("Fri, 31 Dec 1999 23:59:59 GMT") is None
    assert [retry_after(text) for text in ("", "soon", "-5", "1e9", "٣", "Fri, 99 Foo")] == [None] * 6


@pytest.mark.parametrize(
    "kind, found", [("html", "HTML"), ("json", "JSON"), ("png", "a picture"), ("empty", "an empty answer")]
)
def test_case_05_another_kind_of_content_is_refused_by_name_before_anything_is_kept(
    server, rules, tmp_path, kind, found
):
    with pytest.raises(Refused, match=f"expected CSV, got {found}") as fault:
        download(f"{server.url}/wrongtype?kind={kind}", tmp_path / "x.csv", rules, "csv")
    assert reason(fault) == "type" and not list(tmp_path.iterdir())


def test_case_06_a_wrong_checksum_is_refused_with_both_sums_and_the_file_kept_aside(server, rules, tmp_path):
    said = ask(f"{server.url}/checksum.sha1", rules, "text").body.decode().split()[0]
    download(f"{server.url}/checksum", tmp_path / "x.csv", rules, "csv", sha1=said)
    wrong = hashlib.sha1(faults.csv_body(199) + b"tampered\n").hexdigest()
    with pytest.raises(Refused) as fault:
        download(f"{server.url}/checksum?bad=1", tmp_path / "y.csv", rules, "csv", sha1=said)
    assert said in str(fault.value) and wrong in str(fault.value) and reason(fault) == "checksum"
    assert not (tmp_path / "y.csv").exists() and (tmp_path / "y.csv.refused").exists()


def test_case_07_what_has_not_changed_is_not_fetched_again(server, rules, tmp_path):
    path = tmp_path / "x.csv"
    first = download(f"{server.url}/etag?v=1", path, rules, "csv")
    known = {"etag": first.etag, "last_modified": first.last_modified}
    when = path.stat().st_mtime_ns
    assert not download(f"{server.url}/etag?v=1", path, rules, "csv", known=known).is_new
    assert path.stat().st_mtime_ns == when
    assert download(f"{server.url}/etag?v=2", path, rules, "csv", known=known).is_new
    assert path.read_bytes() == faults.csv_body(102)


@pytest.mark.parametrize("path", ["range", "range_ignored", "range_changed", "range_wrong"])
def test_case_08_what_is_resumed_equals_a_whole_download_byte_for_byte(server, rules, tmp_path, path):
    patient = replace(rules, seconds=300, silence=60)  # a slow machine is not a cut-off download
    download(f"{server.url}/{path}?size=200000&cut=70000&key=c8{path}", tmp_path / "x", patient, "any")
    tries = asked(server, f"/{path}", f"c8{path}")
    assert tries[1]["Range"] == "bytes=70000-" and tries[1]["If-Range"].startswith('"r')
    salt = b"version 2 " if path == "range_changed" else b""
    assert (tmp_path / "x").read_bytes() == salt + faults.blob(200000)[len(salt) :]
    assert "Range" not in tries[2] if path == "range_wrong" else len(tries) == 2


@pytest.mark.parametrize("target", ["http://127.0.0.1:{}/secret", "http://169.254.169.254/latest/meta-data",
                                    "https://169.254.169.254/latest", "file:///etc/passwd", "ftp://127.0.0.1/x",
                                    "//127.0.0.1:{}/secret", "http://user:pass@127.0.0.1/x",
                                    "gopher://x/"])  # fmt: skip # saves 9 lines
def test_case_09_a_redirect_elsewhere_is_refused_at_that_hop_and_nothing_is_sent_there(server, rules, tmp_path, target):
    with faults.FaultServer() as inner:
        to = target.format(inner.server_address[1])
        with pytest.raises(NotAllowed, match="Nothing was sent there"):
            download(f"{server.url}/redirect?to={to}", tmp_path / "x", rules, "csv")
        assert not inner.log and not list(tmp_path.iterdir())


def test_a_redirect_to_an_allowed_host_is_followed_without_the_credentials_and_a_loop_ends(server, rules, tmp_path):
    with faults.FaultServer() as signed:
        both = replace(rules, hosts=rules.hosts | {signed.url.removeprefix("http://")})
        url = f"{server.url}/redirect?to={signed.url}/ok"
        assert ask(url, both, "csv", {"Authorization": "Bearer CANARY"}).body == faults.csv_body(100)
        assert "Authorization" not in signed.log[0][3]
        assert signed.log[0][3]["Host"] == signed.url.removeprefix("http://")
    server.hits.clear()
    with pytest.raises(Refused, match="leads nowhere"):
        ask(f"{server.url}/loop", rules, "csv")
    assert server.hits["/loop"] == 1
    chain = f"{server.url}/ok"
    for _ in range(5):
        chain = f"{server.url}/redirect?to={quote(chain, safe='')}"
    assert ask(chain, rules, "csv").body == faults.csv_body(100)
    with pytest.raises(Refused, match="more than 5 redirects"):
        ask(f"{server.url}/redirect?to={quote(chain, safe='')}", rules, "csv")


def recorded(add, written):
    """Part.add, with the size of each block noted."""
    return lambda part, block: (written.append(len(block)), add(part, block))


@pytest.mark.parametrize("path", ["/gzipbomb?mb=200", "/huge?mb=400&declared=1", "/huge?mb=400&declared=0"])
def test_case_10_a_bomb_or_an_endless_body_stops_at_the_cap_in_memory_and_on_disk(
    server, rules, tmp_path, monkeypatch, path
):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cap = replace(rules, most_bytes=1_000_000, needs_length=False)
    written = []
    monkeypatch.setattr("etl.net.download.Part.add", recorded(Part.add, written))
    with pytest.raises(Refused, match="more than the 1,000,000 bytes") as fault:
        download(server.url + path, tmp_path / "x", cap, "any")
    assert reason(fault) == "size" and sum(written) <= 1_000_000 and not list(tmp_path.iterdir())
    with pytest.raises(Refused, match="more than the 1,000,000 bytes"):
        ask(server.url + path, cap, "any")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB


def test_an_answer_without_an_end_needs_a_checksum_or_leave(server, rules, tmp_path):
    url, sum_of = f"{server.url}/nolength?rows=100", hashlib.sha1(faults.csv_body(100)).hexdigest()
    with pytest.raises(Refused, match="does not say where its answer ends"):
        download(url, tmp_path / "x", rules, "csv")
    assert download(url, tmp_path / "x", rules, "csv", sha1=sum_of).is_new
    assert download(url, tmp_path / "y", replace(rules, needs_length=False), "csv").is_new
    with pytest.raises(Refused, match="does not say where its answer ends"):
        ask(url, rules, "csv")
    assert ask(url, replace(rules, needs_length=False), "csv").body == faults.csv_body(100)
    with pytest.raises(Refused, match="after 5 tries"):
        download(f"{server.url}/badchunk", tmp_path / "z", rules, "any")


def test_a_body_may_be_as_long_as_it_may_be_and_no_byte_longer(server, rules):
    body, url = faults.csv_body(100), f"{server.url}/nolength?rows=100"
    exact = replace(rules, most_bytes=len(body), needs_length=False)
    assert ask(url, exact, "csv").body == body
    with pytest.raises(Refused, match="more than the"):
        ask(url, replace(exact, most_bytes=len(body) - 1), "csv")


@pytest.mark.parametrize("who", ["user", "user:pass", ":pass", "user:"])
def test_an_address_that_carries_a_name_or_a_password_is_not_asked(who):
    with pytest.raises(NotAllowed, match="carries a user name"):
        checked(f"https://{who}@example.org/x", frozenset({"example.org"}), False)


def test_the_environment_changes_nothing(server, rules, tmp_path, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login canary password CANARY\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    server.log.clear()
    ask(f"{server.url}/ok", rules, "csv")
    assert "Authorization" not in server.log[0][3]


ADDRESSES = [
    "127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "0.0.0.0", "0",
    "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0x7f000001", "169.254.169.254", "[fe80::1]", "[fd00::1]",
    "[fc00::1]", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]", "[2001:0:7f00:1::]", "224.0.0.1", "[ff02::1]", "255.255.255.255", "[::]", "198.18.0.1",
    "192.0.2.1", "240.0.0.1",
]  # fmt: skip # saves 27 lines


@pytest.fixture
def packets(monkeypatch):
    """Every attempt to open a connection, none of which succeeds."""
    tried = []

    def connect(self, address):
        tried.append(address)
        raise OSError("no packets in this test")

    monkeypatch.setattr(socket.socket, "connect", connect)
    return tried


@pytest.mark.parametrize("host", ADDRESSES)
def test_no_packet_is_sent_to_an_address_that_is_not_public(packets, host, tmp_path):
    allowed = Rules(frozenset({host.strip("[]"), host}), 1000, tries=1)
    with pytest.raises((NotAllowed, Refused)) as fault:
        ask(f"https://{host}/latest/meta-data", allowed)
    assert packets == []
    assert "not a public address" in str(fault.value) or "cannot be resolved" in str(fault.value)


def test_no_packet_is_sent_to_a_host_that_is_not_named_by_the_source(packets):
    allowed = Rules(frozenset({"transparency.dsa.ec.europa.eu"}), 1000, tries=1)
    for url in ("https://transparency.dsa.ec.europa.eu.evil.example/", "https://evil.example/",
                "https://transparency.dsa.ec.europa.eu:8443/", "https://transparency.dsa.ec.europa.eu@evil.example/",
                "http://transparency.dsa.ec.europa.eu/", "https://evil.example#transparency.dsa.ec.europa.eu",
                "https://[::1", "https://transparency.dsa.ec.europa.eu:99999/", "", "//"):  # fmt: skip # saves 8 lines
        with pytest.raises(NotAllowed):
            ask(url, allowed)
    assert packets == []


def test_a_name_that_changes_its_mind_is_asked_once_and_the_first_address_is_the_one_used(packets, monkeypatch):
    answers = [[(2, 1, 6, "", ("93.184.216.34", 443))], [(2, 1, 6, "", ("127.0.0.1", 443))]]

    def told(host, *_, **__):
        return answers.pop(0) if host == "a.example" else [(2, 1, 6, "", (host, 443))]

    monkeypatch.setattr("etl.net.addresses.socket.getaddrinfo", told)
    with pytest.raises(Refused):
        ask("https://a.example/", Rules(frozenset({"a.example"}), 1000, tries=1))
    assert [address[0] for address in packets] == ["93.184.216.34"] and len(answers) == 1


def test_a_name_with_one_private_address_among_public_ones_is_refused(packets, monkeypatch):
    both = [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]
    monkeypatch.setattr("etl.net.addresses.socket.getaddrinfo", lambda *_, **__: both)
    with pytest.raises(NotAllowed, match=r"10\.0\.0\.1"):
        checked("https://a.example/", frozenset({"a.example"}), False)
    assert packets == []


def test_public_addresses_are_public():
    import ipaddress

    for text in ("93.184.216.34", "8.8.8.8", "2a00:1450:4007:80e::200e", "2606:4700::6810:85e5"):
        assert is_public(ipaddress.ip_address(text)), text


def test_what_bytes_are_is_read_off_the_bytes():
    assert kind_of(b"PK\x03\x04....") == "ZIP"
    assert kind_of(b"\xef\xbb\xbf \n<?xml version='1.0'?><!-- x --><rss version='2.0'>") == "XML"
    assert suits(b"<?xml version='1.0'?>\n<feed xmlns='http://www.w3.org/2005/Atom'>", "feed")
    assert suits(b"<rdf:RDF xmlns:rdf='x'>", "feed") and not suits(b"<?xml version='1.0'?><html>", "feed")
    assert not suits(b"<svg xmlns='x'>", "feed")
    assert re.match("unknown", kind_of(b"abc\0def"))
    assert kind_of(b"<!-- a --> <?x?><!DOCTYPE r [<!ENTITY a 'b'>]><r/>") == "XML" and kind_of(b"<!--" * 9) == "text"


def test_what_bytes_are_is_known_at_once_however_many_comments_a_server_sends():
    start = time.process_time()
    assert kind_of(b"<!---->" * 9_000 + b"!") == "text" and suits(b"<!---->" * 9_000 + b"<rss>", "feed")
    assert time.process_time() - start < 20  # milliseconds of the processor; hours when every comment is read again
