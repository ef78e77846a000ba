module livepin.example/attacks

go 1.21
