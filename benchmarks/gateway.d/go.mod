module gatewaybench

go 1.21
