module faultline.test/programs

go 1.24.0
