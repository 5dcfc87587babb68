# The tools of examples/ about network, each with an activity that it must show.

name     accepts: connections that a server accepts
needs    root btf program:python3
file     ../examples/accepts.bt
during   python3 -c 'import socket, threading; s = socket.create_server(("127.0.0.1", 7801)); t = threading.Thread(target=lambda: s.accept()[0].recv(9)); t.start(); c = socket.create_connection(("127.0.0.1", 7801)); c.send(b"hello"); t.join(); c.close(); socket.socket().connect_ex(("127.0.0.1", 9))'
send     INT after 1
match     python3 +7801  127\.0\.0\.1$

name     connects: connections that programs ask for
needs    root program:python3
file     ../examples/connects.bt
during   python3 -c 'import socket, threading; s = socket.create_server(("127.0.0.1", 7802)); t = threading.Thread(target=lambda: s.accept()[0].recv(9)); t.start(); c = socket.create_connection(("127.0.0.1", 7802)); c.send(b"hello"); t.join(); c.close(); socket.socket().connect_ex(("127.0.0.1", 9))'
send     INT after 1
match    ^[0-9]+ +python3 +127\.0\.0\.1 +7802 +[0-9]+  connected$
         ^[0-9]+ +python3 +127\.0\.0\.1 +9 +[0-9]+  Connection refused$

name     tcplife: connections from their beginning to their end
needs    root program:python3
file     ../examples/tcplife.bt
during   python3 -c 'import socket, threading; s = socket.create_server(("127.0.0.1", 7806)); t = threading.Thread(target=lambda: s.accept()[0].recv(9)); t.start(); c = socket.create_connection(("127.0.0.1", 7806)); c.send(b"hello"); t.join(); c.close(); socket.socket().connect_ex(("127.0.0.1", 9))'
send     INT after 1
match    ^[0-9]+ +python3 +127\.0\.0\.1 +[0-9]+ +127\.0\.0\.1 +7806 +[0-9]+$

name     tcpstates: states of connections
needs    root program:python3
file     ../examples/tcpstates.bt
during   python3 -c 'import socket, threading; s = socket.create_server(("127.0.0.1", 7807)); t = threading.Thread(target=lambda: s.accept()[0].recv(9)); t.start(); c = socket.create_connection(("127.0.0.1", 7807)); c.send(b"hello"); t.join(); c.close(); socket.socket().connect_ex(("127.0.0.1", 9))'
send     INT after 1
match    ^@changes\[SYN_SENT, ESTABLISHED\]: [0-9]+$
         ^@ms\[SYN_SENT\]:$

name     retransmits: what TCP sends again
needs    root
file     ../examples/retransmits.bt
during   true
send     INT after 2
match    ^[0-9:]+  @total: [0-9]+$

name     netdevs: packets by interface
needs    root program:python3
file     ../examples/netdevs.bt
during   python3 -c 'import socket, threading; s = socket.create_server(("127.0.0.1", 7803)); t = threading.Thread(target=lambda: s.accept()[0].recv(9)); t.start(); c = socket.create_connection(("127.0.0.1", 7803)); c.send(b"hello"); t.join(); c.close(); socket.socket().connect_ex(("127.0.0.1", 9))'
send     INT after 1
match    ^@bytes\[lo, sent\]: [0-9]+$
         ^@packets\[lo, received\]: [0-9]+$

name     netdrops: packets that are thrown away
needs    root program:python3 kernel:>=5.17
file     ../examples/netdrops.bt
during   python3 -c 'import socket, threading; s = socket.create_server(("127.0.0.1", 7804)); t = threading.Thread(target=lambda: s.accept()[0].recv(9)); t.start(); c = socket.create_connection(("127.0.0.1", 7804)); c.send(b"hello"); t.join(); c.close(); socket.socket().connect_ex(("127.0.0.1", 9))'
send     INT after 1
match    ^@drops\[[a-z0-9_]+.*, SKB_DROP_REASON_NO_SOCKET\]: [0-9]+$

name     sockio: traffic of programs
needs    root program:python3 kernel:>=6.3
file     ../examples/sockio.bt
during   python3 -c 'import socket, threading; s = socket.create_server(("127.0.0.1", 7805)); t = threading.Thread(target=lambda: s.accept()[0].recv(9)); t.start(); c = socket.create_connection(("127.0.0.1", 7805)); c.send(b"hello"); t.join(); c.close(); socket.socket().connect_ex(("127.0.0.1", 9))'
send     INT after 2
match    ^@bytes\[python3, tcp, sent\]: [0-9]+$
         ^@bytes\[python3, tcp, received\]: [0-9]+$

name     resolves: names that are looked up
needs    root uprobe native program:getent
file     ../examples/resolves.bt
during   getent ahosts localhost
send     INT after 1
match     getent +[0-9]+\.[0-9]{3} +0  localhost$
