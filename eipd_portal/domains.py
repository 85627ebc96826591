"""Whether a domain can receive mail, asked of the DNS within a second (RFC 5321 section 5.1, RFC 7505).

No answer is no objection: where there is no DNS, or it is slow, the mail itself will tell.
"""

import dns.exception
import dns.name
import dns.resolver
from django.conf import settings

LIMIT = 1.0  # seconds for all questions about one address


def receives_mail(domain: str) -> bool:
    """False only when the DNS says that no mail can arrive there."""
    if not settings.MAIL_DOMAINS_ASKED:
        return True
    try:
        resolver = dns.resolver.Resolver()
    except dns.exception.DNSException:
        return True
    resolver.lifetime = LIMIT / 2
    try:
        found = resolver.resolve(domain, "MX")
    except dns.resolver.NXDOMAIN:
        return False
    except dns.resolver.NoAnswer:
        return _has_host(resolver, domain)
    except dns.exception.DNSException:
        return True
    # One record with the name "." says that the domain takes no mail.
    return any(each.exchange != dns.name.root for each in found)


def _has_host(resolver: dns.resolver.Resolver, domain: str) -> bool:
    """Without MX records the host of that name takes the mail, where there is one."""
    resolver.lifetime = LIMIT / 4
    for kind in ("A", "AAAA"):
        try:
            resolver.resolve(domain, kind)
        except (dns.resolver.NoAnswer, dns.resolver.NXDOMAIN):
            continue
        except dns.exception.DNSException:
            return True
        return True
    return False
